package io.github.bnlab.experiment.robustness;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.network.FoldedNetwork;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The gradient of the loss by the images, the network being in inference mode. */
final class InputGradient {
  private final MultiLayerNetwork folded;

  InputGradient(MultiLayerNetwork network, TrialConfig trial) {
    folded = FoldedNetwork.of(network, trial);
  }

  /**
   * Gradients of the losses of n examples, image by image.
   *
   * @param features [n, 784]
   * @param labels one-hot, [n, 10]
   * @return n * 784 values
   */
  double[] of(INDArray features, INDArray labels) {
    return folded
        .calculateGradients(features, labels, null, null)
        .getSecond()
        .dup('c')
        .data()
        .asDouble();
  }
}
