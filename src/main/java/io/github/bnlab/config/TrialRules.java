package io.github.bnlab.config;

import io.github.bnlab.config.BatchNormConfig.Position;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.EarlyStoppingConfig.Watch;
import java.util.List;
import java.util.Optional;

/** Rules that involve several parts of a trial. */
final class TrialRules {
  /** Of more places a message names the first and the last one. */
  private static final int MOST_NAMED = 6;

  private TrialRules() {}

  static void check(
      NetworkKind network,
      DeepNetConfig deepNet,
      String initialWeights,
      BatchNormConfig batchNorm,
      DropoutConfig dropout,
      TrainingConfig training) {
    Require.that(
        (network == NetworkKind.DEEP_NET) == (deepNet != null),
        "network",
        network.label(),
        "be DeepNet if and only if there are settings of deepNet");
    List<String> named = TrialConfig.INITIAL_WEIGHTS;
    if (!named.contains(initialWeights) && !initialWeights.endsWith(".npz")) {
      throw Require.error(
          "initialWeights",
          initialWeights,
          "be pytorch, xavier-uniform, he-uniform, or the path of an .npz file"
              + Similar.hint(initialWeights, named));
    }
    Require.path(initialWeights, "initialWeights");
    List<String> places = network.places(deepNet);
    requirePlaces(batchNorm.where(), network, places, "batchNorm.where");
    requirePlaces(dropout.after(), network, places, "dropout.after");
    if (batchNorm.implementation() == BatchNormImplementation.BUILT_IN
        && training.clipping().kind() != ClippingConfig.Kind.NONE) {
      throw new ConfigException(
          "training.clipping.kind",
          "training.clipping cannot be used with batchNorm.implementation built-in, since DL4J"
              + " would also clip the updates of the running statistics; set"
              + " batchNorm.implementation to custom, or training.clipping.kind to none");
    }
    if (batchNorm.implementation() == BatchNormImplementation.CUSTOM) {
      checkNotebook(batchNorm);
      Require.that(
          training.batchSize() % batchNorm.groups() == 0,
          "batchNorm.groups",
          batchNorm.groups(),
          "divide training.batchSize, which is " + training.batchSize());
      checkSingleValues(batchNorm, training.batchSize());
    }
  }

  static void checkWatch(Watch watch, DatasetConfig dataset, RecordingConfig recording) {
    Require.that(
        watch == Watch.NONE || recording.evaluations() == 1,
        "recording.evaluations",
        recording.evaluations(),
        "be 1 with training.earlyStopping.watch %s, which compares the loss after every epoch"
            .formatted(KnownNames.label(watch)));
    Require.that(
        watch != Watch.VALIDATION_LOSS || dataset.validationExamples() > 0,
        "training.earlyStopping.watch",
        "validation-loss",
        "be none or training-loss unless dataset.validationExamples holds examples out");
  }

  /** The setting with which a trial does not use another one, as {@code KEY=VALUE}. */
  static Optional<String> unusedWith(String key, TrialConfig trial) {
    TrainingConfig training = trial.training();
    ScheduleConfig.Kind schedule = training.schedule().kind();
    String ofSchedule = "training.schedule.kind=" + KnownNames.label(schedule);
    BatchNormConfig norm = trial.batchNorm();
    Optional<String> withoutNorm =
        unless(
            norm.implementation() != BatchNormImplementation.NONE, "batchNorm.implementation=none");
    Optional<String> withoutStatistics =
        withoutNorm.or(
            () ->
                unless(
                    norm.implementation() != BatchNormImplementation.LAYER_NORM,
                    "batchNorm.implementation=layer-norm"));
    return switch (key) {
      case "dataset.seed" ->
          unless(
              trial.dataset().name().equals("synthetic-digits")
                  || trial.fallback() == TrialConfig.Fallback.SYNTHETIC_DIGITS,
              "dataset.name=" + trial.dataset().name());
      case "training.clipping.threshold" ->
          unless(
              training.clipping().kind() != ClippingConfig.Kind.NONE,
              "training.clipping.kind=none");
      case "training.schedule.factor" ->
          unless(
              schedule != ScheduleConfig.Kind.CONSTANT && schedule != ScheduleConfig.Kind.COSINE,
              ofSchedule);
      case "training.schedule.every" ->
          unless(
              schedule != ScheduleConfig.Kind.CONSTANT
                  && schedule != ScheduleConfig.Kind.EXPONENTIAL,
              ofSchedule);
      case "training.earlyStopping.patience" ->
          unless(
              training.earlyStopping().watch() != Watch.NONE, "training.earlyStopping.watch=none");
      case "dropout.after" -> unless(trial.dropout().rate() > 0, "dropout.rate=0");
      case "batchNorm.implementation" -> Optional.empty();
      case "batchNorm.convention.decay",
          "batchNorm.convention.normalizeBy",
          "batchNorm.convention.runningVariance" ->
          withoutStatistics;
      case "batchNorm.convention.count" ->
          withoutStatistics.or(
              () ->
                  unless(
                      norm.convention().runningVariance() == VarianceKind.UNBIASED,
                      "batchNorm.convention.runningVariance=biased"));
      case "batchNorm.groupStatistics" ->
          withoutNorm.or(() -> unless(norm.groups() > 1, "batchNorm.groups=1"));
      default -> key.startsWith("batchNorm.") ? withoutNorm : Optional.empty();
    };
  }

  private static Optional<String> unless(boolean used, String setting) {
    return used ? Optional.empty() : Optional.of(setting);
  }

  /** The gradient by the image needs batch normalization that folds into the layer before it. */
  static void checkRobustness(BatchNormConfig batchNorm) {
    requireRobust(
        batchNorm.evaluatesBy() == InferenceStatistics.RUNNING,
        "batchNorm.inference",
        KnownNames.label(batchNorm.inference()),
        "perturbed images are evaluated by the running statistics",
        "running");
    requireRobust(
        !batchNorm.implementation().isBatchNorm()
            || batchNorm.position() == Position.BEFORE_ACTIVATION,
        "batchNorm.position",
        "after-activation",
        "batch normalization must follow a layer for adversarial images",
        "before-activation");
  }

  private static void requireRobust(
      boolean condition, String key, String value, String why, String remedy) {
    if (!condition) {
      throw new ConfigException(
          "recording.robustness",
          ("recording.robustness cannot be true with %s %s, since %s; set %1$s to %s, or"
                  + " recording.robustness to false")
              .formatted(key, value, why, remedy));
    }
  }

  /** The notebook's formulas are written for the rows of a matrix. */
  private static void checkNotebook(BatchNormConfig batchNorm) {
    Optional<String> convolution =
        batchNorm.where().stream().filter(BatchNormConfig::isConvolution).findFirst();
    String preset = BatchNormConventions.NOTEBOOK.name();
    String name = batchNorm.convention().name();
    boolean notebook = name.equals(preset) || name.startsWith(preset + " with "); // a mixture's
    if (notebook && convolution.isPresent()) {
      throw new ConfigException(
          "batchNorm.convention",
          ("batchNorm.convention is notebook, which is defined for dense layers only, but"
                  + " batchNorm.where names %s; choose article, d2l or torch, normalize dense"
                  + " places only, or extend its formulas under a name of your own: {like:"
                  + " notebook, name: my-notebook}")
              .formatted(convolution.get()));
    }
  }

  /** An unbiased variance divides by N - 1, so that it needs two values per feature. */
  private static void checkSingleValues(BatchNormConfig batchNorm, int batchSize) {
    int groups = batchNorm.groups();
    String among = groups == 1 ? "" : " and batchNorm.groups " + groups;
    Require.that(
        batchSize > groups || batchNorm.where().stream().noneMatch(batchNorm::needsTwoExamples),
        "training.batchSize",
        batchSize,
        "be at least %s with batchNorm.convention %s%s, because the unbiased variance of a single"
                .formatted(2 * groups, batchNorm.convention().name(), among)
            + " value does not exist");
  }

  /** Fails where a list of places names a place twice or one that does not exist. */
  private static void requirePlaces(
      List<String> named, NetworkKind network, List<String> places, String key) {
    String known =
        places.size() > MOST_NAMED
            ? places.get(0) + " to " + places.get(places.size() - 1)
            : String.join(", ", places);
    for (String place : named) {
      if (!places.contains(place)) {
        throw new ConfigException(
            key,
            "%s names %s; the places of %s are %s%s"
                .formatted(
                    key,
                    Require.shown(place),
                    network.label(),
                    known,
                    Similar.hint(place, places)));
      }
    }
    Require.that(
        named.stream().distinct().count() == named.size(), key, named, "name each place once");
  }
}
