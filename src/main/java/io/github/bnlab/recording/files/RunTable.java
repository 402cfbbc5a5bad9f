package io.github.bnlab.recording.files;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A table of a run directory: a CSV file with a column for each component of a record. A {@code
 * Double} may be empty, bytes are in Base64.
 *
 * @param <T> a row
 */
public final class RunTable<T extends Record> {
  private static final Pattern UPPER_CASE = Pattern.compile("[A-Z]");

  /** Losses of all steps. */
  public static final RunTable<IterationRow> ITERATIONS =
      new RunTable<>(RunFiles.ITERATIONS, IterationRow.class);

  /** States after all epochs, from epoch 0. */
  public static final RunTable<EpochRow> EPOCHS = new RunTable<>(RunFiles.EPOCHS, EpochRow.class);

  /** Normalization layers after all epochs. */
  public static final RunTable<BatchNormRow> BATCH_NORM =
      new RunTable<>(RunFiles.BATCH_NORM, BatchNormRow.class);

  /** Wall times of all epochs. */
  public static final RunTable<TimingRow> TIMING = new RunTable<>(RunFiles.TIMING, TimingRow.class);

  /** Percentiles of the inputs of activation functions. */
  public static final RunTable<PercentileRow> ACTIVATIONS =
      new RunTable<>(RunFiles.ACTIVATIONS, PercentileRow.class);

  /** Histograms of the inputs of activation functions. */
  public static final RunTable<HistogramRow> HISTOGRAMS =
      new RunTable<>(RunFiles.HISTOGRAMS, HistogramRow.class);

  /** Answers by class at the end. */
  public static final RunTable<ConfusionRow> CONFUSION =
      new RunTable<>(RunFiles.CONFUSION, ConfusionRow.class);

  /** The worst mistakes at the end. */
  public static final RunTable<MistakeRow> MISTAKES =
      new RunTable<>(RunFiles.MISTAKES, MistakeRow.class);

  /** Norms of gradients and parameters. */
  public static final RunTable<GradientRow> GRADIENTS =
      new RunTable<>(RunFiles.GRADIENTS, GradientRow.class);

  /** Losses along the gradient. */
  public static final RunTable<LandscapeRow> LANDSCAPE =
      new RunTable<>(RunFiles.LANDSCAPE, LandscapeRow.class);

  /** Shift of the inputs of layers. */
  public static final RunTable<ShiftRow> SHIFT = new RunTable<>(RunFiles.SHIFT, ShiftRow.class);

  /** Accuracy on perturbed images at the end. */
  public static final RunTable<RobustnessRow> ROBUSTNESS =
      new RunTable<>(RunFiles.ROBUSTNESS, RobustnessRow.class);

  /** Range tests; in the folder of an experiment. */
  public static final RunTable<RangeRow> RANGE = new RunTable<>(RunFiles.RANGE, RangeRow.class);

  /** Limits of a setting; in the folder of an experiment. */
  public static final RunTable<LimitRow> LIMITS = new RunTable<>(RunFiles.LIMITS, LimitRow.class);

  private final String file;
  private final RecordComponent[] components;
  private final Constructor<T> constructor;

  /**
   * A table with a column for each component.
   *
   * @param file its name
   * @param row a public record of {@code int}, {@code double}, {@code Double}, {@code String} and
   *     {@code byte[]}
   */
  public RunTable(String file, Class<T> row) {
    this.file = file;
    this.components = row.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      this.constructor = row.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Name of the file. */
  public String file() {
    return file;
  }

  /** The first line of the file. */
  public List<String> header() {
    return Arrays.stream(components).map(RunTable::name).toList();
  }

  /** Columns that a file has to have; columns with other names are ignored. */
  public List<String> columns() {
    return Arrays.stream(components)
        .filter(c -> !is(c, Column::isAdded))
        .map(RunTable::name)
        .toList();
  }

  /** The fields of a row; empty for null. */
  public List<String> fields(T row, NumberText numbers) {
    List<String> fields = new ArrayList<>(components.length);
    for (RecordComponent component : components) {
      Object value = invoke(() -> component.getAccessor().invoke(row));
      fields.add(text(value, is(component, Column::isDouble) ? NumberText.DOUBLE : numbers));
    }
    return fields;
  }

  private static String text(Object value, NumberText numbers) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double number) {
      return numbers.of(number);
    }
    return value instanceof byte[] bytes
        ? Base64.getEncoder().encodeToString(bytes)
        : value.toString();
  }

  T row(CsvLine line) {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(line, components[i]);
    }
    return invoke(() -> constructor.newInstance(values));
  }

  private static Object value(CsvLine line, RecordComponent component) {
    String name = name(component);
    Class<?> type = component.getType();
    if (type == int.class) {
      return line.count(name);
    }
    if (type == double.class) {
      return line.number(name);
    }
    if (type == Double.class) {
      return line.optionalNumber(name);
    }
    if (type == byte[].class) {
      return line.base64(name);
    }
    return is(component, Column::mayBeEmpty) ? line.optionalText(name) : line.text(name);
  }

  /** {@code trainingLoss} is the column {@code training_loss}. */
  private static String name(RecordComponent component) {
    return UPPER_CASE.matcher(component.getName()).replaceAll("_$0").toLowerCase(Locale.ROOT);
  }

  private static boolean is(RecordComponent component, Predicate<Column> special) {
    Column column = component.getAnnotation(Column.class);
    return column != null && special.test(column);
  }

  private static <R> R invoke(Reflection<R> reflection) {
    try {
      return reflection.call();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Reflection<R> {
    R call() throws ReflectiveOperationException;
  }
}
