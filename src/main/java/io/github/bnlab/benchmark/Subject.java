package io.github.bnlab.benchmark;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.NetworkName;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A network with a normalization.
 *
 * @param network by its name in the literature
 * @param implementation NONE for networks whose name means no normalization
 */
record Subject(NetworkName network, BatchNormImplementation implementation) {
  /** So many that the benchmark stops the run before it ends. */
  private static final int EPOCHS = 30_000;

  /** A network with each of the implementations, or without where its name means none. */
  static List<Subject> of(NetworkName network, List<BatchNormImplementation> implementations) {
    return network.normalized()
        ? implementations.stream().map(each -> new Subject(network, each)).toList()
        : List.of(new Subject(network, BatchNormImplementation.NONE));
  }

  /**
   * The trial that is timed: the program's defaults but for what is compared.
   *
   * @param network its name in the literature
   * @param normalization its label in configurations
   */
  static TrialConfig trial(String network, String normalization, int batchSize, StepKind step) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "network=" + network,
                "dataset=synthetic-digits",
                "training.batchSize=" + batchSize,
                "training.epochs=" + EPOCHS,
                "training.step=" + KnownNames.label(step)));
    if (!normalization.equals("none")) {
      settings.add("batchNorm.implementation=" + normalization);
    }
    return ExperimentReader.trial("benchmark", settings).named(network + "-" + normalization);
  }

  /** As configurations call it, such as {@code built-in}. */
  String normalization() {
    return KnownNames.label(implementation);
  }
}
