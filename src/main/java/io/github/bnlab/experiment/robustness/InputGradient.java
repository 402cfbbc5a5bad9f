package io.github.bnlab.experiment.robustness;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.network.FoldedNetwork;
import io.github.bnlab.training.TrainingStep;
import io.github.bnlab.training.TrainingSteps;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The gradient of the loss by the images, the network being in inference mode. */
final class InputGradient {
  private final TrainingStep folded;

  InputGradient(MultiLayerNetwork network, TrialConfig trial) {
    folded = TrainingSteps.of(FoldedNetwork.of(network, trial), trial.training(), line -> {});
  }

  /** Gradients of the losses of n examples, image by image: n * 784 values. */
  double[] of(Batch batch) {
    return folded.inputGradient(batch);
  }
}
