package io.github.bnlab.training;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Require;
import io.github.bnlab.config.TrainingConfig;

/**
 * How long a training is.
 *
 * @param steps in all
 * @param stepsPerEpoch of a whole epoch
 * @param smallestBatch examples in the smallest batch that occurs
 */
public record TrainingLength(int steps, int stepsPerEpoch, int smallestBatch) {
  /**
   * The length of a training.
   *
   * @param examples in the training split, at least 1
   * @throws ConfigException if the steps are too many to count
   */
  public static TrainingLength of(TrainingConfig config, int examples) {
    int stepsPerEpoch = ceilDiv(examples, config.batchSize());
    if (config.steps() == null) {
      Require.that(
          config.epochs() <= Integer.MAX_VALUE / stepsPerEpoch,
          "training.epochs",
          config.epochs(),
          "be at most %d, since an epoch has %d steps"
              .formatted(Integer.MAX_VALUE / stepsPerEpoch, stepsPerEpoch));
    }
    int steps = config.steps() != null ? config.steps() : config.epochs() * stepsPerEpoch;
    int last = examples - (stepsPerEpoch - 1) * config.batchSize();
    return new TrainingLength(
        steps, stepsPerEpoch, steps >= stepsPerEpoch ? last : config.batchSize());
  }

  /** How many epochs are begun. */
  public int epochs() {
    return ceilDiv(steps, stepsPerEpoch);
  }

  private static int ceilDiv(int a, int b) {
    return Math.floorDiv(a - 1, b) + 1;
  }
}
