package io.github.bnlab.training;

import io.github.bnlab.config.EarlyStoppingConfig;
import io.github.bnlab.config.EarlyStoppingConfig.Watch;
import java.util.Locale;
import java.util.Optional;

/** Judges after every epoch whether a training still gets better. */
final class EarlyStopping {
  private final EarlyStoppingConfig config;
  private double lowest = Double.POSITIVE_INFINITY;
  private int since;

  EarlyStopping(EarlyStoppingConfig config) {
    this.config = config;
  }

  /** Why the training ends after this epoch, if it does. */
  Optional<String> reason(EpochDone epoch) {
    if (config.watch() == Watch.NONE) {
      return Optional.empty();
    }
    boolean validation = config.watch() == Watch.VALIDATION_LOSS;
    double loss = validation ? epoch.validation().loss() : epoch.trainingLoss();
    since = loss < lowest ? 0 : since + 1;
    lowest = Math.min(lowest, loss);
    return since < config.patience()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the %s loss has not fallen below %.4f for %d epochs",
                validation ? "validation" : "training",
                lowest,
                since));
  }
}
