package io.github.bnlab.engine;

import io.github.bnlab.batchnorm.NormalizationLayer;
import io.github.bnlab.engine.kernels.LayerKind;
import io.github.bnlab.engine.kernels.Network;
import io.github.bnlab.network.SeededDropout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
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
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Compiles a network for the kernels. This class decides which layers are supported. */
final class NetworkCompiler {
  private final MultiLayerNetwork network;
  private final List<List<LayerKind>> layers = new ArrayList<>();

  /** The layer that is read, its index, and what it becomes. */
  private Layer layer;

  private int index;
  private List<LayerKind> parts;

  /** Height and width of the images that come to the layer; null for rows of numbers. */
  private int[] image;

  private NetworkCompiler(MultiLayerNetwork network) {
    this.network = network;
  }

  /**
   * Describes an initialized network.
   *
   * @throws UnsupportedLayerException if there is a layer, or a setting, that there is no kernel
   *     for
   */
  static Network.Description compile(MultiLayerNetwork network) throws UnsupportedLayerException {
    Supported.require(network);
    NetworkCompiler compiler = new NetworkCompiler(network);
    for (int i = 0; i < network.getnLayers(); i++) {
      compiler.read(i);
    }
    long inputs =
        network.getLayerWiseConfigurations().getInputPreProcess(0)
                instanceof FeedForwardToCnnPreProcessor first
            ? first.getNumChannels() * first.getInputHeight() * first.getInputWidth()
            : network.layerInputSize(0);
    INDArray updaterState = network.getUpdater().getStateViewArray();
    return new Network.Description(
        Math.toIntExact(network.numParams()),
        updaterState == null ? 0 : Math.toIntExact(updaterState.length()),
        Math.toIntExact(inputs),
        compiler.layers,
        UpdateCompiler.compile(network));
  }

  private void read(int ofLayer) throws UnsupportedLayerException {
    index = ofLayer;
    // Not the layer's own configuration, which is that of the layer inside where one is frozen.
    layer = network.getLayerWiseConfigurations().getConf(index).getLayer();
    parts = new ArrayList<>();
    layers.add(parts);
    InputPreProcessor reshaping = network.getLayerWiseConfigurations().getInputPreProcess(index);
    if (reshaping != null) {
      addReshaping(reshaping);
    }
    addDropout();
    boolean noise = layer instanceof BaseLayer base && base.getWeightNoise() != null;
    refuse(noise, "has weight noise");
    boolean constraints = layer.getConstraints() != null && !layer.getConstraints().isEmpty();
    refuse(constraints, "has constraints on its parameters");
    if (layer instanceof OutputLayer output) {
      addOutput(output);
    } else if (layer instanceof DenseLayer dense) {
      refuse(dense.hasLayerNorm(), "has a layer normalization inside");
      addDense(dense.getNOut());
      addActivation(dense.getActivationFn());
    } else if (layer.getClass() == ConvolutionLayer.class) {
      addConvolution((ConvolutionLayer) layer);
      addActivation(((ConvolutionLayer) layer).getActivationFn());
    } else if (layer instanceof ActivationLayer activation) {
      addActivation(activation.getActivationFn());
    } else if (layer.getClass() == SubsamplingLayer.class) {
      addPooling((SubsamplingLayer) layer);
    } else if (layer instanceof BatchNormalization norm) {
      addNormalization(norm);
    } else if (layer instanceof NormalizationLayer norm) {
      addGraph(norm);
    } else {
      refuse(!(layer instanceof DropoutLayer), "is a " + layer.getClass().getSimpleName());
    }
  }

  private void refuse(boolean condition, String reason) throws UnsupportedLayerException {
    if (condition) {
      throw Supported.because(layer, reason);
    }
  }

  private void addReshaping(InputPreProcessor reshaping) throws UnsupportedLayerException {
    if (reshaping instanceof FeedForwardToCnnPreProcessor to) {
      int channels = Math.toIntExact(to.getNumChannels());
      int height = Math.toIntExact(to.getInputHeight());
      image = new int[] {height, Math.toIntExact(to.getInputWidth())};
      parts.add(new LayerKind.Images(channels, image[0], image[1]));
      return;
    }
    boolean flattens =
        reshaping instanceof CnnToFeedForwardPreProcessor rows
            && rows.getFormat() != CNN2DFormat.NHWC;
    refuse(!flattens, "has its input reshaped by a " + reshaping.getClass().getSimpleName());
    parts.add(new LayerKind.Flatten());
    image = null;
  }

  /** In front of layers with weights, and in a layer of its own; DL4J drops nowhere else. */
  private void addDropout() throws UnsupportedLayerException {
    IDropout kind = layer.getIDropout();
    boolean drops = layer instanceof FeedForwardLayer && !(layer instanceof BatchNormalization);
    if (!drops || kind == null) {
      return;
    }
    refuse(!(kind instanceof SeededDropout), "has the dropout " + kind.getClass().getSimpleName());
    SeededDropout dropout = (SeededDropout) kind;
    parts.add(new LayerKind.Dropout(dropout::mask, dropout.scale()));
  }

  private void addOutput(OutputLayer output) throws UnsupportedLayerException {
    boolean crossEntropy =
        output.getLossFn() instanceof LossMCXENT loss
            && loss.getWeights() == null
            && output.getActivationFn() instanceof ActivationSoftmax;
    refuse(!crossEntropy, "is not a softmax with unweighted cross-entropy");
    addDense(output.getNOut());
    double clip = ((LossMCXENT) output.getLossFn()).getSoftmaxClipEps();
    parts.add(new LayerKind.SoftmaxCrossEntropy(clip));
  }

  private void addDense(long outputs) throws UnsupportedLayerException {
    parts.add(new LayerKind.Dense(Math.toIntExact(outputs), start("W", 'f'), bias()));
  }

  /** DL4J's formulas give images of one pixel where the input has no room for a window. */
  private void resize(IntUnaryOperator size, String window) throws UnsupportedLayerException {
    refuse(image == null, "takes images, and rows of numbers come to it");
    image = IntStream.range(0, 2).map(size).toArray();
    refuse(image[0] < 1 || image[1] < 1, "has a " + window + " larger than its input");
  }

  private void addConvolution(ConvolutionLayer convolution) throws UnsupportedLayerException {
    int[] kernel = convolution.getKernelSize().clone();
    int[] padding = convolution.getPadding().clone();
    boolean plain =
        all(convolution.getStride(), 1)
            && all(convolution.getDilation(), 1)
            && convolution.getConvolutionMode() == ConvolutionMode.Truncate
            && convolution.getCnn2dDataFormat() == CNN2DFormat.NCHW;
    refuse(!plain, "is a convolution with a stride, a dilation, another mode or channels last");
    boolean wide = padding[0] >= kernel[0] || padding[1] >= kernel[1];
    refuse(wide, "pads by as much as its kernel or more");
    resize(i -> image[i] + 2 * padding[i] - kernel[i] + 1, "kernel");
    int filters = Math.toIntExact(convolution.getNOut());
    parts.add(new LayerKind.Convolution(filters, kernel, padding, start("W", 'c'), bias()));
  }

  private void addPooling(SubsamplingLayer pooling) throws UnsupportedLayerException {
    int[] window = pooling.getKernelSize();
    boolean means =
        pooling.getPoolingType() == SubsamplingLayer.PoolingType.AVG.toPoolingType()
            && Arrays.equals(window, pooling.getStride())
            && all(pooling.getPadding(), 0)
            && all(pooling.getDilation(), 1)
            && pooling.getConvolutionMode() != ConvolutionMode.Same
            && pooling.getCnn2dDataFormat() == CNN2DFormat.NCHW;
    refuse(!means, "pools other than by means of windows side by side");
    resize(i -> image[i] / window[i], "window");
    parts.add(new LayerKind.AveragePooling(window[0], window[1]));
  }

  private static boolean all(int[] values, int wanted) {
    return Arrays.stream(values).allMatch(value -> value == wanted);
  }

  private void addActivation(IActivation activation) throws UnsupportedLayerException {
    if (activation instanceof ActivationSigmoid) {
      parts.add(LayerKind.Activation.SIGMOID);
    } else if (activation instanceof ActivationTanH) {
      parts.add(LayerKind.Activation.TANH);
    } else if (activation.equals(new ActivationReLU())) { // not one with a bound or a slope
      parts.add(LayerKind.Activation.RELU);
    } else {
      refuse(!(activation instanceof ActivationIdentity), "has the activation " + activation);
    }
  }

  private void addNormalization(BatchNormalization norm) throws UnsupportedLayerException {
    refuse(norm.isUseLogStd(), "keeps log10(std) instead of the variance");
    refuse(norm.isLockGammaBeta(), "has gamma and beta locked");
    refuse(norm.getCnn2DFormat() != CNN2DFormat.NCHW, "has channels last");
    int gamma = start("gamma", 'c');
    int channels = Math.toIntExact(network.getLayer(index).getParam("gamma").length());
    boolean together =
        start("beta", 'c') == gamma + channels
            && start("mean", 'c') == gamma + 2 * channels
            && start("var", 'c') == gamma + 3 * channels;
    refuse(!together, "keeps its parameters in another order");
    parts.add(new LayerKind.BatchNormalization(norm.getEps(), norm.getDecay(), gamma));
  }

  private void addGraph(NormalizationLayer norm) throws UnsupportedLayerException {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    for (String name : network.getLayer(index).paramTable().keySet()) {
      parameters.put(name, start(name, 'c'));
    }
    DataType type = network.params().dataType();
    // Whether a graph has kernels depends on the axes of its input, not on how long they are.
    long channels = norm.getFeatures();
    long examples = 2L * norm.groups();
    long[] probe =
        image != null ? new long[] {examples, channels, 2, 2} : new long[] {examples, channels};
    try {
      GraphCompiler.compile(norm, probe, true, type, parameters);
      GraphCompiler.compile(norm, probe, false, type, parameters);
    } catch (UnsupportedOperationException e) {
      throw Supported.because(layer, e.getMessage());
    }
    LayerKind.Graph graph =
        (shape, training) -> GraphCompiler.compile(norm, shape, training, type, parameters);
    parts.add(graph);
  }

  private int bias() throws UnsupportedLayerException {
    boolean there = network.getLayer(index).paramTable().containsKey("b");
    return there ? start("b", 'c') : -1;
  }

  /** Where a parameter starts in the vector of all, in which it lies in an order. */
  private int start(String name, char order) throws UnsupportedLayerException {
    INDArray parameter = network.getLayer(index).getParam(name);
    boolean ordered = true;
    long length = 1;
    for (int i = 0; i < parameter.rank(); i++) {
      int axis = order == 'f' ? i : parameter.rank() - 1 - i;
      ordered &= parameter.size(axis) == 1 || parameter.stride(axis) == length;
      length *= parameter.size(axis);
    }
    long start = parameter.offset() - network.params().offset();
    boolean inside = start >= 0 && start + length <= network.numParams();
    refuse(!ordered || !inside, "keeps its parameter " + name + " in another order");
    return Math.toIntExact(start);
  }
}
