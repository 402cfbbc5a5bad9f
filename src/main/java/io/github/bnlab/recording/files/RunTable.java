package io.github.bnlab.recording.files;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.github.bnlab.config.MessageText;
import io.github.bnlab.config.RecordShape;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.rows.Rows.BatchNormRow;
import io.github.bnlab.rows.Rows.Column;
import io.github.bnlab.rows.Rows.ConfusionRow;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.rows.Rows.GradientRow;
import io.github.bnlab.rows.Rows.HistogramRow;
import io.github.bnlab.rows.Rows.IterationRow;
import io.github.bnlab.rows.Rows.LandscapeRow;
import io.github.bnlab.rows.Rows.LimitRow;
import io.github.bnlab.rows.Rows.MistakeRow;
import io.github.bnlab.rows.Rows.PercentileRow;
import io.github.bnlab.rows.Rows.RangeRow;
import io.github.bnlab.rows.Rows.RobustnessRow;
import io.github.bnlab.rows.Rows.ShiftRow;
import io.github.bnlab.rows.Rows.TimingRow;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A table of a run directory, or of an experiment's folder: a CSV file with a column for each
 * component of a record, of which {@link Rows} says what it is. A {@code Double} may be empty,
 * bytes are in Base64.
 *
 * @param <T> a row
 */
public final class RunTable<T extends Record> {
  private static final Pattern UPPER_CASE = Pattern.compile("[A-Z]");
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,10}");

  /** Java reads more as numbers: 1d, 0x1p3, and with spaces, which other programs would not. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(NaN|Infinity|[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?)");

  // Of a trial, but for the last two, which are of an experiment.
  public static final RunTable<IterationRow> ITERATIONS =
      new RunTable<>("iterations.csv", IterationRow.class);
  public static final RunTable<EpochRow> EPOCHS = new RunTable<>("epochs.csv", EpochRow.class);
  public static final RunTable<BatchNormRow> BATCH_NORM =
      new RunTable<>("batchnorm.csv", BatchNormRow.class);
  public static final RunTable<TimingRow> TIMING = new RunTable<>("timing.csv", TimingRow.class);
  public static final RunTable<PercentileRow> ACTIVATIONS =
      new RunTable<>("activations.csv", PercentileRow.class);
  public static final RunTable<HistogramRow> HISTOGRAMS =
      new RunTable<>("histograms.csv", HistogramRow.class);
  public static final RunTable<ConfusionRow> CONFUSION =
      new RunTable<>("confusion.csv", ConfusionRow.class);
  public static final RunTable<MistakeRow> MISTAKES =
      new RunTable<>("mistakes.csv", MistakeRow.class);
  public static final RunTable<GradientRow> GRADIENTS =
      new RunTable<>("gradients.csv", GradientRow.class);
  public static final RunTable<LandscapeRow> LANDSCAPE =
      new RunTable<>("landscape.csv", LandscapeRow.class);
  public static final RunTable<ShiftRow> SHIFT = new RunTable<>("shift.csv", ShiftRow.class);
  public static final RunTable<RobustnessRow> ROBUSTNESS =
      new RunTable<>("robustness.csv", RobustnessRow.class);
  public static final RunTable<RangeRow> RANGE = new RunTable<>("range.csv", RangeRow.class);
  public static final RunTable<LimitRow> LIMITS = new RunTable<>("limits.csv", LimitRow.class);

  /** All that the engine records again, number by number, on any machine. */
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

  /**
   * The fields of a row; empty for null.
   *
   * @param type of the numbers, but for columns that are always doubles
   */
  public List<String> fields(T row, FloatType type) {
    List<String> fields = new ArrayList<>(columns.size());
    for (Field field : columns) {
      Object value = RecordShape.get(row, field.component());
      fields.add(field(value, field.isDouble() ? FloatType.DOUBLE : type));
    }
    return fields;
  }

  private static String field(Object value, FloatType type) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double number) {
      return text(number, type);
    }
    return value instanceof byte[] bytes
        ? Base64.getEncoder().encodeToString(bytes)
        : value.toString();
  }

  /**
   * A number in records: the shortest text that reads back to the same value of a type, whatever
   * the locale; {@code NaN} and {@code Infinity} by these names.
   */
  public static String text(double number, FloatType type) {
    return type == FloatType.FLOAT ? ShortestText.of((float) number) : ShortestText.of(number);
  }

  /**
   * The row of a line.
   *
   * @throws RecordException naming file, line and column where a field cannot be read
   */
  T row(Path file, List<String> header, CsvRecord line) {
    Object[] values = columns.stream().map(field -> field.read(file, header, line)).toArray();
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

    Object read(Path file, List<String> header, CsvRecord line) {
      int index = header.indexOf(name);
      String text = index < 0 ? "" : line.getField(index);
      try {
        return value(text, component.getType());
      } catch (IllegalArgumentException e) {
        throw new RecordException(
            "%s, line %d: %s %s"
                .formatted(file, line.getStartingLineNumber(), name, e.getMessage()));
      }
    }

    private Object value(String text, Class<?> type) {
      if (text.isEmpty() && (mayBeEmpty || type == Double.class)) {
        return type == Double.class ? null : "";
      } else if (text.isEmpty()) {
        throw new IllegalArgumentException("is empty; is the file cut short?");
      } else if (type == int.class) {
        if (!COUNT.matcher(text).matches() || Long.parseLong(text) > Integer.MAX_VALUE) {
          throw notA("whole number of at least 0", text);
        }
        return Integer.valueOf(text);
      } else if (type == double.class || type == Double.class) {
        if (!NUMBER.matcher(text).matches()) {
          throw notA("number", text);
        }
        return Double.valueOf(text);
      }
      return type == byte[].class ? bytes(text) : text;
    }

    private static IllegalArgumentException notA(String expected, String text) {
      return new IllegalArgumentException(
          "is %s; expected a %s".formatted(MessageText.quoted(text), expected));
    }

    private static byte[] bytes(String text) {
      try {
        return Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("is not Base64: " + e.getMessage(), e);
      }
    }
  }
}
