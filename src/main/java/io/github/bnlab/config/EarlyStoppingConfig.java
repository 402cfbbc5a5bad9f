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

  public EarlyStoppingConfig {
    Require.atLeast(1, patience, "training.earlyStopping.patience", " epoch");
  }
}
