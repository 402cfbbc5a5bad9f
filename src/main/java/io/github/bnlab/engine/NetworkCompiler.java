package io.github.bnlab.engine;

import io.github.bnlab.batchnorm.NormalizationLayer;
import io.github.bnlab.engine.kernels.Activation;
import io.github.bnlab.engine.kernels.ChannelGraph;
import io.github.bnlab.engine.kernels.Clipping;
import io.github.bnlab.engine.kernels.DropoutMask;
import io.github.bnlab.engine.kernels.LayerSink;
import io.github.bnlab.engine.kernels.Penalty;
import io.github.bnlab.engine.kernels.Rule;
import io.github.bnlab.network.SeededDropout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Compiles a network for the kernels. This class decides which layers are supported, {@link
 * Supported} which of their settings.
 */
final class NetworkCompiler {
  private final MultiLayerNetwork network;
  private final DataType type;
  private final int inputs;
  private final UpdateCompiler update;
  private final List<Step> steps = new ArrayList<>();

  /** Reports a part of the network to a sink. */
  private interface Step {
    void tell(LayerSink sink, boolean training);
  }

  private NetworkCompiler(MultiLayerNetwork network) throws UnsupportedLayerException {
    Supported.require(network);
    this.network = network;
    type = network.params().dataType();
    InputPreProcessor first = network.getLayerWiseConfigurations().getInputPreProcess(0);
    long values =
        first instanceof FeedForwardToCnnPreProcessor images
            ? images.getNumChannels() * images.getInputHeight() * images.getInputWidth()
            : network.layerInputSize(0);
    inputs = Math.toIntExact(values);
    boolean images = false;
    for (int i = 0; i < network.getnLayers(); i++) {
      images = add(i, images);
    }
    update = UpdateCompiler.of(network);
  }

  /**
   * Reads an initialized network.
   *
   * @throws UnsupportedLayerException if there is a layer, or a setting, that there is no kernel
   *     for
   */
  static NetworkCompiler of(MultiLayerNetwork network) throws UnsupportedLayerException {
    return new NetworkCompiler(network);
  }

  /**
   * Reports all layers in order, for training or for inference.
   *
   * @throws IllegalStateException if the network has changed since it was read
   */
  void describe(LayerSink sink, boolean training) {
    steps.forEach(step -> step.tell(sink, training));
  }

  List<Rule> rules() {
    return update.rules();
  }

  List<Clipping> clippings() {
    return update.clippings();
  }

  List<Penalty> penalties() {
    return update.penalties();
  }

  /** Values of an example. */
  int inputs() {
    return inputs;
  }

  /** Whether the network computes in double. */
  boolean isDouble() {
    return type == DataType.DOUBLE;
  }

  /**
   * Adds a layer.
   *
   * @param images whether images come from the layer before
   * @return whether the layer gives images on
   */
  private boolean add(int index, boolean images) throws UnsupportedLayerException {
    Layer layer = network.getLayer(index).conf().getLayer();
    InputPreProcessor reshaping = network.getLayerWiseConfigurations().getInputPreProcess(index);
    steps.add((sink, training) -> sink.layer(index));
    boolean reshaped = reshaping == null ? images : addReshaping(layer, reshaping);
    Supported.require(layer);
    if (layer.getIDropout() instanceof SeededDropout dropout) {
      DropoutMask mask = mask(dropout);
      steps.add((sink, training) -> sink.dropout(mask));
    }
    if (layer instanceof OutputLayer output) {
      addDense(index, output.getNOut());
      double clip = ((LossMCXENT) output.getLossFn()).getSoftmaxClipEps();
      steps.add((sink, training) -> sink.softmaxCrossEntropy(clip));
    } else if (layer instanceof DenseLayer dense) {
      addDense(index, dense.getNOut());
      addActivation(layer, dense.getActivationFn());
    } else if (layer.getClass() == ConvolutionLayer.class) {
      addConvolution(index, (ConvolutionLayer) layer);
      addActivation(layer, ((ConvolutionLayer) layer).getActivationFn());
    } else if (layer instanceof ActivationLayer activation) {
      addActivation(layer, activation.getActivationFn());
    } else if (layer.getClass() == SubsamplingLayer.class) {
      int[] window = ((SubsamplingLayer) layer).getKernelSize().clone();
      steps.add((sink, training) -> sink.averagePooling(window[0], window[1]));
    } else if (layer instanceof BatchNormalization norm) {
      int from = consecutive(index, "gamma", "beta", "mean", "var");
      double epsilon = norm.getEps();
      double decay = norm.getDecay();
      steps.add((sink, training) -> sink.batchNorm(epsilon, decay, from));
    } else if (layer instanceof NormalizationLayer norm) {
      addGraph(index, norm, reshaped);
    } else if (!(layer instanceof DropoutLayer)) {
      throw Supported.because(layer, "is a " + layer.getClass().getSimpleName());
    }
    return reshaped;
  }

  /** Tells whether images come out. */
  private boolean addReshaping(Layer layer, InputPreProcessor reshaping)
      throws UnsupportedLayerException {
    if (reshaping instanceof FeedForwardToCnnPreProcessor images) {
      int channels = Math.toIntExact(images.getNumChannels());
      int height = Math.toIntExact(images.getInputHeight());
      int width = Math.toIntExact(images.getInputWidth());
      steps.add((sink, training) -> sink.images(channels, height, width));
      return true;
    } else if (reshaping instanceof CnnToFeedForwardPreProcessor rows
        && rows.getFormat() != CNN2DFormat.NHWC) {
      steps.add((sink, training) -> sink.flatten());
      return false;
    }
    throw Supported.because(
        layer, "has its input reshaped by a " + reshaping.getClass().getSimpleName());
  }

  private static DropoutMask mask(SeededDropout dropout) {
    return new DropoutMask() {
      @Override
      public void fill(int iteration, long from, boolean[] kept, int count) {
        dropout.mask(iteration, from, kept, count);
      }

      @Override
      public double scale() {
        return dropout.scale();
      }
    };
  }

  private void addDense(int index, long outputs) throws UnsupportedLayerException {
    int weights = start(index, "W", 'f');
    int bias = bias(index);
    int rows = Math.toIntExact(outputs);
    steps.add((sink, training) -> sink.dense(rows, weights, bias));
  }

  private void addConvolution(int index, ConvolutionLayer layer) throws UnsupportedLayerException {
    int weights = start(index, "W", 'c');
    int bias = bias(index);
    int filters = Math.toIntExact(layer.getNOut());
    int[] kernel = layer.getKernelSize().clone();
    int[] padding = layer.getPadding().clone();
    steps.add((sink, training) -> sink.convolution(filters, kernel, padding, weights, bias));
  }

  private void addActivation(Layer layer, IActivation activation) throws UnsupportedLayerException {
    Activation kind;
    if (activation instanceof ActivationSigmoid) {
      kind = Activation.SIGMOID;
    } else if (activation instanceof ActivationTanH) {
      kind = Activation.TANH;
    } else if (activation instanceof ActivationReLU) {
      kind = Activation.RELU;
    } else if (activation instanceof ActivationIdentity) {
      return;
    } else {
      throw Supported.because(layer, "has the activation " + activation);
    }
    steps.add((sink, training) -> sink.activation(kind));
  }

  private void addGraph(int index, NormalizationLayer layer, boolean images)
      throws UnsupportedLayerException {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    for (String name : network.getLayer(index).paramTable().keySet()) {
      parameters.put(name, start(index, name, 'c'));
    }
    // Whether a graph has kernels depends on the axes of its input, not on how long they are.
    long channels = layer.getFeatures();
    long[] probe = images ? new long[] {2, channels, 2, 2} : new long[] {2, channels};
    GraphCompiler.compile(layer, probe, true, type, parameters);
    GraphCompiler.compile(layer, probe, false, type, parameters);
    steps.add((sink, training) -> sink.graph(shape -> graph(layer, shape, training, parameters)));
  }

  private ChannelGraph graph(
      NormalizationLayer layer, long[] shape, boolean training, Map<String, Integer> parameters) {
    try {
      return GraphCompiler.compile(layer, shape, training, type, parameters);
    } catch (UnsupportedLayerException e) {
      throw new IllegalStateException("the network has changed since it was compiled", e);
    }
  }

  private int bias(int index) throws UnsupportedLayerException {
    boolean there = network.getLayer(index).paramTable().containsKey("b");
    return there ? start(index, "b", 'c') : -1;
  }

  /** The first of vectors of one length that lie one after the other. */
  private int consecutive(int index, String... names) throws UnsupportedLayerException {
    int first = start(index, names[0], 'c');
    int length = Math.toIntExact(network.getLayer(index).getParam(names[0]).length());
    for (int i = 1; i < names.length; i++) {
      if (start(index, names[i], 'c') != first + i * length) {
        throw elsewhere(index, names[i]);
      }
    }
    return first;
  }

  /** Where a parameter starts in the vector of all, in which it lies in an order. */
  private int start(int index, String name, char order) throws UnsupportedLayerException {
    INDArray parameter = network.getLayer(index).getParam(name);
    long step = 1;
    for (int i = 0; i < parameter.rank(); i++) {
      int axis = order == 'f' ? i : parameter.rank() - 1 - i;
      if (parameter.size(axis) != 1 && parameter.stride(axis) != step) {
        throw elsewhere(index, name);
      }
      step *= parameter.size(axis);
    }
    long start = parameter.offset() - network.params().offset();
    if (start < 0 || start + step > network.numParams()) {
      throw elsewhere(index, name);
    }
    return Math.toIntExact(start);
  }

  private UnsupportedLayerException elsewhere(int index, String name) {
    Layer layer = network.getLayer(index).conf().getLayer();
    return Supported.because(layer, "keeps its parameter " + name + " in another order");
  }
}
