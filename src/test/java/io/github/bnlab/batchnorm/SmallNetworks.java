package io.github.bnlab.batchnorm;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.network.Networks;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of a few layers around a normalization, and batches for them. */
final class SmallNetworks {
  /** Unlike any that has a name. */
  static final BatchNormConvention OWN =
      new BatchNormConvention(
          "own",
          1e-3,
          0.5,
          VarianceKind.UNBIASED,
          VarianceKind.BIASED,
          Count.BATCH,
          InitialGamma.UNIFORM);

  private static final int CLASSES = 3;
  private static final InputType IMAGES = InputType.convolutional(4, 4, 2);

  private SmallNetworks() {}

  /** Convolution and dense layer, each normalized; takes [N, 2, 4, 4]. */
  static MultiLayerNetwork network(Supplier<Layer> norm, IUpdater updater, DataType type) {
    MultiLayerConfiguration configuration =
        builder(updater, type)
            .list()
            .layer(convolution())
            .layer(norm.get())
            .layer(new ActivationLayer(Activation.SIGMOID))
            .layer(new DenseLayer.Builder().nOut(5).activation(Activation.IDENTITY).build())
            .layer(norm.get())
            .layer(new ActivationLayer(Activation.TANH))
            .layer(output())
            .setInputType(IMAGES)
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** Convolution, normalized, as a graph; takes [N, 2, 4, 4]. */
  static ComputationGraph graph(Supplier<Layer> norm, IUpdater updater, DataType type) {
    ComputationGraphConfiguration configuration =
        builder(updater, type)
            .graphBuilder()
            .addInputs("in")
            .addLayer("conv", convolution(), "in")
            .addLayer("norm", norm.get(), "conv")
            .addLayer("act", new ActivationLayer(Activation.SIGMOID), "norm")
            .addLayer("out", output(), "act")
            .setOutputs("out")
            .setInputTypes(IMAGES)
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  /** Random images and labels, from a seed. */
  static DataSet batch(int size, long seed, DataType type) {
    double[] pixels = new SplittableRandom(seed).doubles(size * 2 * 4 * 4).toArray();
    INDArray images = Nd4j.createFromArray(pixels).reshape(size, 2, 4, 4).castTo(type);
    INDArray labels = Nd4j.zeros(type, size, CLASSES);
    for (int i = 0; i < size; i++) {
      labels.putScalar(i, (i * 7 + seed) % CLASSES, 1);
    }
    return new DataSet(images, labels);
  }

  private static NeuralNetConfiguration.Builder builder(IUpdater updater, DataType type) {
    return new NeuralNetConfiguration.Builder().seed(5).dataType(type).updater(updater).l2(1e-3);
  }

  private static ConvolutionLayer convolution() {
    return new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.IDENTITY).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** A normalization layer as networks have it. */
  static Layer layer(BatchNormImplementation implementation, BatchNormConvention convention) {
    return Networks.normalization(
        new BatchNormConfig(implementation, convention, List.of("layer")));
  }
}
