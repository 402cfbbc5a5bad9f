package io.github.bnlab.training;

import io.github.bnlab.config.EarlyStoppingConfig;
import io.github.bnlab.config.EarlyStoppingConfig.Watch;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import java.util.Locale;
import java.util.Optional;

/** Decides after every epoch whether a training still improves. */
final class EarlyStopping {
  private final EarlyStoppingConfig config;
  private double lowest;
  private int since;

  EarlyStopping(EarlyStoppingConfig config) {
    this(config, Double.POSITIVE_INFINITY, 0);
  }

  /** One that has seen epochs before. */
  EarlyStopping(EarlyStoppingConfig config, double lowest, int since) {
    this.config = config;
    this.lowest = lowest;
    this.since = since;
  }

  /** The lowest loss so far. */
  double lowest() {
    return lowest;
  }

  /** Epochs since then. */
  int since() {
    return since;
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
