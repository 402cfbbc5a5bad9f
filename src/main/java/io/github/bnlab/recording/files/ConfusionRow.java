package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code confusion.csv}: test images of a class that were given some answer at the end.
 *
 * @param label right class
 * @param predicted answer
 * @param count of the images
 */
public record ConfusionRow(int label, int predicted, int count) {
  /** Columns, in order. */
  public static final List<String> COLUMNS = List.of("label", "predicted", "count");

  /** The line's fields. */
  public List<String> fields() {
    return List.of(Integer.toString(label), Integer.toString(predicted), Integer.toString(count));
  }

  static ConfusionRow of(CsvLine line) {
    return new ConfusionRow(line.count("label"), line.count("predicted"), line.count("count"));
  }
}
