package io.github.bnlab.recording.files;

import io.github.bnlab.config.RecordShape;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
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
      new RunTable<>("iterations.csv", IterationRow.class);

  /** States after all epochs, from epoch 0. */
  public static final RunTable<EpochRow> EPOCHS = new RunTable<>("epochs.csv", EpochRow.class);

  /** Normalization layers after all epochs. */
  public static final RunTable<BatchNormRow> BATCH_NORM =
      new RunTable<>("batchnorm.csv", BatchNormRow.class);

  /** Wall times of all epochs. */
  public static final RunTable<TimingRow> TIMING = new RunTable<>("timing.csv", TimingRow.class);

  /** Percentiles of the inputs of activation functions. */
  public static final RunTable<PercentileRow> ACTIVATIONS =
      new RunTable<>("activations.csv", PercentileRow.class);

  /** Histograms of the inputs of activation functions. */
  public static final RunTable<HistogramRow> HISTOGRAMS =
      new RunTable<>("histograms.csv", HistogramRow.class);

  /** Answers by class at the end. */
  public static final RunTable<ConfusionRow> CONFUSION =
      new RunTable<>("confusion.csv", ConfusionRow.class);

  /** The worst mistakes at the end. */
  public static final RunTable<MistakeRow> MISTAKES =
      new RunTable<>("mistakes.csv", MistakeRow.class);

  /** Norms of gradients and parameters. */
  public static final RunTable<GradientRow> GRADIENTS =
      new RunTable<>("gradients.csv", GradientRow.class);

  /** Losses along the gradient. */
  public static final RunTable<LandscapeRow> LANDSCAPE =
      new RunTable<>("landscape.csv", LandscapeRow.class);

  /** Shift of the inputs of layers. */
  public static final RunTable<ShiftRow> SHIFT = new RunTable<>("shift.csv", ShiftRow.class);

  /** Accuracy on perturbed images at the end. */
  public static final RunTable<RobustnessRow> ROBUSTNESS =
      new RunTable<>("robustness.csv", RobustnessRow.class);

  /** Range tests; in the folder of an experiment. */
  public static final RunTable<RangeRow> RANGE = new RunTable<>("range.csv", RangeRow.class);

  /** Limits of a setting; in the folder of an experiment. */
  public static final RunTable<LimitRow> LIMITS = new RunTable<>("limits.csv", LimitRow.class);

  /** All that the same trial records again, number by number, on any machine. */
  public static final List<RunTable<?>> REPEATED =
      List.of(
          ITERATIONS,
          EPOCHS,
          BATCH_NORM,
          ACTIVATIONS,
          HISTOGRAMS,
          CONFUSION,
          MISTAKES,
          GRADIENTS,
          LANDSCAPE,
          SHIFT,
          ROBUSTNESS);

  private final String file;
  private final List<Field> columns;
  private final Class<T> type;

  /**
   * A table with a column for each component.
   *
   * @param file its name
   * @param row a public record of {@code int}, {@code double}, {@code Double}, {@code String} and
   *     {@code byte[]}
   */
  public RunTable(String file, Class<T> row) {
    this.file = file;
    this.type = row;
    this.columns = RecordShape.of(row).components().stream().map(Field::of).toList();
  }

  /** Name of the file. */
  public String file() {
    return file;
  }

  /** The first line of the file. */
  public List<String> header() {
    return columns.stream().map(Field::name).toList();
  }

  /** Columns that a file has to have; columns with other names are ignored. */
  public List<String> columns() {
    return columns.stream().filter(field -> !field.isAdded()).map(Field::name).toList();
  }

  /** The fields of a row; empty for null. */
  public List<String> fields(T row, NumberText numbers) {
    List<String> fields = new ArrayList<>(columns.size());
    for (Field field : columns) {
      Object value = RecordShape.get(row, field.component());
      fields.add(text(value, field.isDouble() ? NumberText.DOUBLE : numbers));
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
    Object[] values = columns.stream().map(field -> field.read(line)).toArray();
    return type.cast(RecordShape.of(type).construct(values));
  }

  /** A column, looked up once: tables have a row for every step. */
  private record Field(
      String name,
      RecordComponent component,
      boolean isDouble,
      boolean mayBeEmpty,
      boolean isAdded) {
    static Field of(RecordComponent component) {
      Column special = component.getAnnotation(Column.class);
      // trainingLoss is the column training_loss.
      String name =
          UPPER_CASE.matcher(component.getName()).replaceAll("_$0").toLowerCase(Locale.ROOT);
      return new Field(
          name,
          component,
          special != null && special.isDouble(),
          special != null && special.mayBeEmpty(),
          special != null && special.isAdded());
    }

    Object read(CsvLine line) {
      return line.value(name, component.getType(), mayBeEmpty);
    }
  }
}
