package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code epochs.csv}: the state after an epoch.
 *
 * @param epoch counted from 1; 0 is the state before the first step
 * @param step steps taken so far
 * @param trainingLoss mean over the examples of the epoch, in nats; null for epoch 0
 * @param validationLoss in nats, or null where there is no validation split
 * @param validationAccuracy in [0, 1], or null likewise
 * @param testLoss in nats, or null where there is no test split
 * @param testAccuracy in [0, 1], or null likewise
 * @param trainingAccuracy in [0, 1], on the first examples trained on, in inference mode; null
 *     where it was not measured
 */
public record EpochRow(
    int epoch,
    int step,
    Double trainingLoss,
    Double validationLoss,
    Double validationAccuracy,
    Double testLoss,
    Double testAccuracy,
    Double trainingAccuracy) {
  /** Columns, in order. */
  public static final List<String> COLUMNS =
      List.of(
          "epoch",
          "step",
          "training_loss",
          "validation_loss",
          "validation_accuracy",
          "test_loss",
          "test_accuracy",
          "training_accuracy");

  /** Columns that every version of the program has written. */
  static final List<String> REQUIRED = COLUMNS.subList(0, COLUMNS.size() - 1);

  /** The line's fields. */
  public List<String> fields(NumberText numbers) {
    return List.of(
        Integer.toString(epoch),
        Integer.toString(step),
        numbers.of(trainingLoss),
        numbers.of(validationLoss),
        NumberText.DOUBLE.of(validationAccuracy),
        numbers.of(testLoss),
        NumberText.DOUBLE.of(testAccuracy),
        NumberText.DOUBLE.of(trainingAccuracy));
  }

  static EpochRow of(CsvLine line) {
    return new EpochRow(
        line.count("epoch"),
        line.count("step"),
        line.optionalNumber("training_loss"),
        line.optionalNumber("validation_loss"),
        line.optionalNumber("validation_accuracy"),
        line.optionalNumber("test_loss"),
        line.optionalNumber("test_accuracy"),
        line.optionalNumber("training_accuracy"));
  }
}
