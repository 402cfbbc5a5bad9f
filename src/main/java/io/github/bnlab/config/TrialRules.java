package io.github.bnlab.config;

import io.github.bnlab.config.BatchNormConfig.Position;
import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import java.util.List;
import java.util.Optional;

/** Rules that involve several parts of a trial. */
final class TrialRules {
  private TrialRules() {}

  static void check(
      NetworkKind network,
      String initialWeights,
      BatchNormConfig batchNorm,
      DropoutConfig dropout,
      TrainingConfig training) {
    List<String> named = List.of(TrialConfig.PYTORCH, TrialConfig.XAVIER_UNIFORM);
    if (!named.contains(initialWeights) && !initialWeights.endsWith(".npz")) {
      throw Require.error(
          "initialWeights",
          initialWeights,
          "be pytorch, xavier-uniform, or the path of an .npz file"
              + Similar.hint(initialWeights, named));
    }
    Require.path(initialWeights, "initialWeights");
    requirePlaces(batchNorm.where(), network, "batchNorm.where");
    requirePlaces(dropout.after(), network, "dropout.after");
    if (batchNorm.implementation() == BatchNormImplementation.CUSTOM) {
      checkNotebook(batchNorm);
      checkSingleValues(batchNorm, training.batchSize());
    }
  }

  static void checkWatch(EarlyStoppingConfig earlyStopping, DatasetConfig dataset) {
    if (earlyStopping.watch() == EarlyStoppingConfig.Watch.VALIDATION_LOSS
        && dataset.validationExamples() == 0) {
      throw Require.error(
          "training.earlyStopping.watch",
          "validation-loss",
          "be none or training-loss unless dataset.validationExamples holds examples out");
    }
  }

  /** The gradient by the image needs normalization that folds into the layer before it. */
  static void checkRobustness(RecordingConfig recording, BatchNormConfig batchNorm) {
    boolean folds =
        batchNorm.implementation() == BatchNormImplementation.CUSTOM
            || batchNorm.implementation() == BatchNormImplementation.BUILT_IN;
    if (recording.robustness() && folds && batchNorm.position() == Position.AFTER_ACTIVATION) {
      throw new ConfigException(
          "recording.robustness",
          "recording.robustness cannot be true with batchNorm.position after-activation, since"
              + " batch normalization must follow a layer for adversarial images; set"
              + " batchNorm.position to before-activation, or recording.robustness to false");
    }
  }

  /** The notebook's formulas are written for the rows of a matrix. */
  private static void checkNotebook(BatchNormConfig batchNorm) {
    Optional<String> convolution =
        batchNorm.where().stream().filter(TrialRules::isConvolution).findFirst();
    boolean notebook = batchNorm.convention().name().equals(BatchNormConventions.NOTEBOOK.name());
    if (notebook && convolution.isPresent()) {
      throw new ConfigException(
          "batchNorm.convention",
          "batchNorm.convention is notebook, which is defined for dense layers only, but"
              + " batchNorm.where names "
              + convolution.get()
              + "; choose article, d2l or torch, normalize dense places only, or extend its"
              + " formulas under a name of your own: {like: notebook, name: my-notebook}");
    }
  }

  /** An unbiased variance divides by N - 1, so that it needs two values per feature. */
  private static void checkSingleValues(BatchNormConfig batchNorm, int batchSize) {
    BatchNormConvention convention = batchNorm.convention();
    boolean running = convention.runningVariance() == VarianceKind.UNBIASED;
    boolean unbiased = running || convention.normalizeBy() == VarianceKind.UNBIASED;
    boolean dense = !batchNorm.where().stream().allMatch(TrialRules::isConvolution);
    boolean countsExamples = running && convention.count() == Count.BATCH;
    Require.that(
        batchSize > 1 || !(unbiased && dense || countsExamples),
        "training.batchSize",
        batchSize,
        "be at least 2 with batchNorm.convention "
            + convention.name()
            + ", because the unbiased variance of a single value does not exist");
  }

  private static boolean isConvolution(String place) {
    return place.startsWith("conv");
  }

  /** Fails where a list of places is empty or names a place twice or one that does not exist. */
  private static void requirePlaces(List<String> places, NetworkKind network, String key) {
    for (String place : places) {
      if (!network.places().contains(place)) {
        throw new ConfigException(
            key,
            key
                + " names "
                + Require.shown(place)
                + "; the places of "
                + network.label()
                + " are "
                + String.join(", ", network.places())
                + Similar.hint(place, network.places()));
      }
    }
    Require.that(
        places.stream().distinct().count() == places.size(), key, places, "name each place once");
  }
}
