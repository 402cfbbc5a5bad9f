package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code range.csv}: a step of a learning-rate range test.
 *
 * @param trial name of the trial
 * @param step counted from 1
 * @param learningRate of this step
 * @param loss of its batch before the update, in nats
 * @param smoothedLoss moving average, or null
 */
public record RangeRow(
    String trial, int step, double learningRate, double loss, Double smoothedLoss) {
  /** Columns, in order. */
  public static final List<String> COLUMNS =
      List.of("trial", "step", "learning_rate", "loss", "smoothed_loss");

  /** The line's fields. */
  public List<String> fields(NumberText numbers) {
    return List.of(
        trial,
        Integer.toString(step),
        numbers.of(learningRate),
        numbers.of(loss),
        numbers.of(smoothedLoss));
  }

  static RangeRow of(CsvLine line) {
    return new RangeRow(
        line.text("trial"),
        line.count("step"),
        line.number("learning_rate"),
        line.number("loss"),
        line.optionalNumber("smoothed_loss"));
  }
}
