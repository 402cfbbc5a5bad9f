package io.github.bnlab.training;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.DeepNetConfig;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads the state of normalization layers out of a network. */
public final class BatchNormStates {
  private BatchNormStates() {}

  /** Of all normalized places, of a deep network of those that are followed, first to last. */
  public static List<BatchNormState> of(MultiLayerNetwork network, BatchNormConfig config) {
    if (config.implementation() == BatchNormImplementation.NONE) {
      return List.of();
    }
    return DeepNetConfig.followed(config.where()).stream()
        .map(place -> of(network, place))
        .toList();
  }

  private static BatchNormState of(MultiLayerNetwork network, String place) {
    Map<String, INDArray> parameters = network.getLayer(place + "-norm").paramTable();
    return new BatchNormState(
        place,
        values(parameters.get("gamma")),
        values(parameters.get("beta")),
        values(parameters.get("mean")),
        values(parameters.get("var")));
  }

  private static double[] values(INDArray parameter) {
    return parameter == null ? null : parameter.dup('c').data().asDouble();
  }
}
