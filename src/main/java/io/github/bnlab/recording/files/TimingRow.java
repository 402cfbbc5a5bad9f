package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code timing.csv}: wall times of an epoch.
 *
 * @param epoch counted from 1; 0 is the evaluation before the first step
 * @param trainingSeconds of its steps
 * @param evaluationSeconds of the evaluation after it
 * @param trainingSamplesPerSecond examples trained on per training second; null for epoch 0
 */
public record TimingRow(
    int epoch, double trainingSeconds, double evaluationSeconds, Double trainingSamplesPerSecond) {
  /** Columns, in order. */
  public static final List<String> COLUMNS =
      List.of("epoch", "training_seconds", "evaluation_seconds", "training_samples_per_second");

  /** The line's fields. */
  public List<String> fields() {
    return List.of(
        Integer.toString(epoch),
        NumberText.DOUBLE.of(trainingSeconds),
        NumberText.DOUBLE.of(evaluationSeconds),
        NumberText.DOUBLE.of(trainingSamplesPerSecond));
  }

  static TimingRow of(CsvLine line) {
    return new TimingRow(
        line.count("epoch"),
        line.number("training_seconds"),
        line.number("evaluation_seconds"),
        line.optionalNumber("training_samples_per_second"));
  }
}
