package io.github.bnlab.network;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.TrialConfig;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A network that computes, in training mode too, what another one computes in inference: without
 * dropout, and with batch normalization folded into the layer before it,
 *
 * <pre>
 * scale = gamma / sqrt(running variance + epsilon)
 * W' = scale * W,  b' = scale * (b - running mean) + beta
 * </pre>
 *
 * (without the root or the running mean where the convention does not remove them, and with b = 0
 * for a layer without bias), so that DL4J, whose backward pass is that of training, gives gradients
 * of inference. Layer normalization, which is the same in both, stays.
 */
public final class FoldedNetwork {
  private FoldedNetwork() {}

  /** A new network; the one of the trial stays as it is. */
  public static MultiLayerNetwork of(MultiLayerNetwork network, TrialConfig trial) {
    BatchNormConfig norm = trial.batchNorm();
    boolean stays = norm.implementation() == BatchNormImplementation.LAYER_NORM;
    BatchNormConfig none =
        new BatchNormConfig(BatchNormImplementation.NONE, norm.convention(), norm.where());
    MultiLayerNetwork folded =
        new MultiLayerNetwork(Networks.configuration(trial.withoutDropout(stays ? norm : none)));
    folded.init();
    for (Layer layer : folded.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      Layer source = network.getLayer(name);
      source.paramTable().forEach((key, value) -> layer.getParam(key).assign(value));
      Layer normalization = network.getLayer(name + "-norm");
      if (!stays && normalization != null) {
        fold(layer, normalization, norm.convention());
      }
    }
    return folded;
  }

  private static void fold(Layer layer, Layer normalization, BatchNormConvention convention) {
    INDArray gamma = normalization.getParam("gamma");
    long units = gamma.length();
    INDArray scale = gamma.dup().reshape(units);
    if (convention.scales()) {
      INDArray variance = normalization.getParam("var").add(convention.epsilon());
      scale.divi(Transforms.sqrt(variance).reshape(units));
    }
    INDArray weights = layer.getParam("W");
    // Dense weights are [in, out], those of convolutions [out, in, kH, kW].
    weights.muli(weights.rank() == 2 ? scale.reshape(1, units) : scale.reshape(units, 1, 1, 1));
    INDArray bias = layer.getParam("b");
    if (convention.centres()) {
      bias.subi(normalization.getParam("mean").reshape(bias.shape()));
    }
    INDArray beta = normalization.getParam("beta").reshape(bias.shape());
    bias.muli(scale.reshape(bias.shape())).addi(beta);
  }
}
