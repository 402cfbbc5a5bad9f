package io.github.bnlab.recording.files;

import java.util.Base64;
import java.util.List;

/**
 * A line of {@code mistakes.csv}: a test image with a wrong answer at the end. The file lists those
 * whose right class is given the lowest probability, lowest first.
 *
 * @param index in the test split, from 0
 * @param label right class
 * @param predicted answer
 * @param probability given to the answer
 * @param labelProbability given to the right class
 * @param pixels gray values, row by row; Base64 in the file
 */
public record MistakeRow(
    int index,
    int label,
    int predicted,
    double probability,
    double labelProbability,
    byte[] pixels) {
  /** Columns, in order. */
  public static final List<String> COLUMNS =
      List.of("index", "label", "predicted", "probability", "label_probability", "pixels");

  /** The line's fields. */
  public List<String> fields(NumberText numbers) {
    return List.of(
        Integer.toString(index),
        Integer.toString(label),
        Integer.toString(predicted),
        numbers.of(probability),
        numbers.of(labelProbability),
        Base64.getEncoder().encodeToString(pixels));
  }

  static MistakeRow of(CsvLine line) {
    return new MistakeRow(
        line.count("index"),
        line.count("label"),
        line.count("predicted"),
        line.number("probability"),
        line.number("label_probability"),
        line.base64("pixels"));
  }
}
