package io.github.bnlab.config;

/**
 * When a training ends before its last epoch because its loss has stopped falling.
 *
 * @param watch which loss, compared after every epoch
 * @param patience so many epochs in a row without a new lowest loss end the training; at least 1
 */
public record EarlyStoppingConfig(Watch watch, int patience) {
  /** Losses that can be watched. */
  public enum Watch {
    NONE,
    VALIDATION_LOSS,
    TRAINING_LOSS
  }

  /** A training that is never ended early; the patience is the default one. */
  public static final EarlyStoppingConfig NEVER = new EarlyStoppingConfig(Watch.NONE, 5);

  public EarlyStoppingConfig {
    Require.given(watch, "training.earlyStopping.watch");
    Require.that(patience >= 1, "training.earlyStopping.patience", patience, "be at least 1 epoch");
  }
}
