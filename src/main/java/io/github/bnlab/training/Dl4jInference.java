package io.github.bnlab.training;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Forward passes by DL4J's own {@code MultiLayerNetwork.output}. */
final class Dl4jInference implements Inference {
  private final MultiLayerNetwork network;
  private final BatchArrays arrays;

  Dl4jInference(MultiLayerNetwork network) {
    this.network = network;
    this.arrays = new BatchArrays(network);
  }

  @Override
  public INDArray features(int n) {
    return arrays.features(n);
  }

  @Override
  public INDArray probabilities(int n) {
    return network.output(features(n), false);
  }
}
