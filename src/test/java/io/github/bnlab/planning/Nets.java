package io.github.bnlab.planning;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks for tests, with the shapes of the program's two and others. */
final class Nets {
  private Nets() {}

  /** DL4J's own batch normalization as the program uses it. */
  static final Supplier<Layer> BUILT_IN =
      () -> new BatchNormalization.Builder().useLogStd(false).build();

  static final Supplier<Layer> NO_NORM = () -> null;

  static NeuralNetConfiguration.Builder base(DataType type) {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .dataType(type)
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.IDENTITY)
        .updater(new Sgd(0.1));
  }

  static MultiLayerNetwork simpleNet(
      DataType type, Supplier<Layer> norm, Consumer<NeuralNetConfiguration.Builder> settings) {
    NeuralNetConfiguration.ListBuilder list = list(type, settings);
    for (int width : new int[] {64, 128}) {
      list.layer(new DenseLayer.Builder().nOut(width).build());
      addNormed(list, norm, Activation.RELU);
    }
    return finish(list, InputType.convolutionalFlat(28, 28, 1));
  }

  static MultiLayerNetwork leNet(
      DataType type, Supplier<Layer> norm, Consumer<NeuralNetConfiguration.Builder> settings) {
    NeuralNetConfiguration.ListBuilder list = list(type, settings);
    for (int channels : new int[] {6, 16}) {
      list.layer(new ConvolutionLayer.Builder(5, 5).nOut(channels).build());
      addNormed(list, norm, Activation.SIGMOID);
      list.layer(pooling());
    }
    for (int width : new int[] {120, 84}) {
      list.layer(new DenseLayer.Builder().nOut(width).build());
      addNormed(list, norm, Activation.SIGMOID);
    }
    return finish(list, InputType.convolutionalFlat(28, 28, 1));
  }

  static NeuralNetConfiguration.ListBuilder list(
      DataType type, Consumer<NeuralNetConfiguration.Builder> settings) {
    NeuralNetConfiguration.Builder base = base(type);
    settings.accept(base);
    return base.list();
  }

  static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(
            SubsamplingLayer.PoolingType.AVG, new int[] {2, 2}, new int[] {2, 2})
        .build();
  }

  static void addNormed(
      NeuralNetConfiguration.ListBuilder list, Supplier<Layer> norm, Activation activation) {
    Layer layer = norm.get();
    if (layer != null) {
      list.layer(layer);
    }
    list.layer(new ActivationLayer(activation));
  }

  static MultiLayerNetwork finish(NeuralNetConfiguration.ListBuilder list, InputType input) {
    MultiLayerConfiguration configuration =
        list.layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(10)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(input)
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }
}
