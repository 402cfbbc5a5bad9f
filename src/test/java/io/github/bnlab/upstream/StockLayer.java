package io.github.bnlab.upstream;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/** The simplest SameDiffLayer as DL4J's manual has it: {@code y = x * weight + statistic}. */
public final class StockLayer extends SameDiffLayer {
  static final int FEATURES = 3;
  static int graphsDefined;

  /** DL4J's JSON needs it. */
  public StockLayer() {}

  @Override
  public void defineParameters(SDLayerParams params) {
    params.addWeightParam("weight", 1, FEATURES);
    params.addBiasParam("statistic", 1, FEATURES);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    params.get("weight").assign(5);
    params.get("statistic").assign(1);
  }

  @Override
  public SDVariable defineLayer(
      SameDiff graph, SDVariable input, Map<String, SDVariable> params, SDVariable mask) {
    graphsDefined++;
    return input.mul(params.get("weight")).add(params.get("statistic"));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return inputType;
  }

  /** A network of one such layer, and a loss. */
  static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .l2(0.1)
                .list()
                .layer(new StockLayer())
                .layer(new LossLayer.Builder().activation(Activation.IDENTITY).build())
                .setInputType(InputType.feedForward(FEATURES))
                .build());
    network.init();
    return network;
  }

  /** The layer of such a network, ready for forward and backward passes. */
  static Layer ready() {
    MultiLayerNetwork network = network();
    network.initGradientsView();
    return network.getLayer(0);
  }
}
