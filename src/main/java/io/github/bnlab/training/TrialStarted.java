package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A trial begins.
 *
 * @param config its settings
 * @param data the data really used
 * @param step takes its steps; none is taken yet
 * @param totalSteps how many steps it will take if nothing stops it
 */
public record TrialStarted(TrialConfig config, LoadedData data, TrainingStep step, int totalSteps) {
  /** The network, with all that steps have changed by the time of the call. */
  public MultiLayerNetwork network() {
    return step.network();
  }

  /** The kind of step really used. */
  public StepKind stepKind() {
    return step.kind();
  }
}
