package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code iterations.csv}: one step.
 *
 * @param step counted from 1
 * @param epoch counted from 1
 * @param trainingLoss mean cross-entropy of the batch before the update, in nats
 */
public record IterationRow(int step, int epoch, double trainingLoss) {
  /** Columns, in order. */
  public static final List<String> COLUMNS = List.of("step", "epoch", "training_loss");

  /** The line's fields. */
  public List<String> fields(NumberText numbers) {
    return List.of(Integer.toString(step), Integer.toString(epoch), numbers.of(trainingLoss));
  }

  static IterationRow of(CsvLine line) {
    return new IterationRow(line.count("step"), line.count("epoch"), line.number("training_loss"));
  }
}
