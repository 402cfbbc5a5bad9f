package io.github.bnlab.engine;

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

/** Networks beyond those that a configuration can express. */
final class Nets {
  private Nets() {}

  /** DL4J's own batch normalization as the program uses it. */
  static final Supplier<Layer> BUILT_IN =
      () -> new BatchNormalization.Builder().useLogStd(false).build();

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

  /**
   * Padding, several input channels, windows that are not square, no biases, activations inside.
   */
  static MultiLayerNetwork mixture(DataType type) {
    NeuralNetConfiguration.ListBuilder list = base(type).list();
    list.layer(
        new ConvolutionLayer.Builder(3, 2)
            .padding(1, 0)
            .nOut(4)
            .hasBias(false)
            .activation(Activation.TANH)
            .build());
    list.layer(BUILT_IN.get());
    list.layer(
        new SubsamplingLayer.Builder(
                SubsamplingLayer.PoolingType.AVG, new int[] {3, 5}, new int[] {3, 5})
            .build());
    list.layer(
        new ConvolutionLayer.Builder(2, 2)
            .padding(1, 1)
            .nOut(5)
            .activation(Activation.RELU)
            .build());
    list.layer(
        new DenseLayer.Builder().nOut(7).hasBias(false).activation(Activation.SIGMOID).build());
    list.layer(new ActivationLayer(Activation.IDENTITY));
    list.layer(new DenseLayer.Builder().nOut(6).activation(Activation.TANH).build());
    return finish(list, InputType.convolutionalFlat(9, 11, 3));
  }

  /** A network with a layer between the input and a dense layer. */
  static MultiLayerNetwork with(Layer layer) {
    NeuralNetConfiguration.ListBuilder list = base(DataType.DOUBLE).list();
    list.layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build());
    list.layer(layer);
    list.layer(new DenseLayer.Builder().nOut(3).build());
    return finish(list, InputType.convolutionalFlat(6, 6, 1));
  }

  static NeuralNetConfiguration.ListBuilder list(
      DataType type, Consumer<NeuralNetConfiguration.Builder> settings) {
    NeuralNetConfiguration.Builder base = base(type);
    settings.accept(base);
    return base.list();
  }

  static void addNormed(
      NeuralNetConfiguration.ListBuilder list, Supplier<Layer> norm, Activation activation) {
    list.layer(norm.get());
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
