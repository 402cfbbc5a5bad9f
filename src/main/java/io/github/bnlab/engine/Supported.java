package io.github.bnlab.engine;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.github.bnlab.network.SeededDropout;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Refuses settings of layers and networks that the engine does not support. */
final class Supported {
  private Supported() {}

  /** The refusal, naming the layer. */
  static UnsupportedLayerException because(Layer layer, String what) {
    return new UnsupportedLayerException(
        "layer " + layer.getLayerName() + " has no engine step: it " + what);
  }

  /** Checks settings of the whole network, and the machine. */
  static void require(MultiLayerNetwork network) throws UnsupportedLayerException {
    requireMachine();
    DataType type = network.params().dataType();
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new UnsupportedLayerException("the network's numbers are of type " + type);
    }
    NeuralNetConfiguration first = network.getLayerWiseConfigurations().getConf(0);
    if (!(network.getOutputLayer().conf().getLayer() instanceof OutputLayer)) {
      throw new UnsupportedLayerException("the network's last layer is not a plain output layer");
    }
    boolean flat =
        network.getLayerWiseConfigurations().getInputPreProcess(0)
                instanceof FeedForwardToCnnPreProcessor
            || first.getLayer() instanceof BaseOutputLayer
            || first.getLayer() instanceof DenseLayer;
    if (!flat) {
      throw because(first.getLayer(), "does not take one row of numbers per example");
    }
    if (!first.isMiniBatch()) {
      throw new UnsupportedLayerException(
          "the network does not divide gradients by the batch size");
    }
    if (first.getOptimizationAlgo() != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT) {
      throw new UnsupportedLayerException(
          "the network is optimized by " + first.getOptimizationAlgo());
    }
  }

  /** Checks the backend and the processor. */
  static void requireMachine() throws UnsupportedLayerException {
    requireCpu(Nd4j.getExecutioner().type());
    requireFusedMultiplyAdd(usesFusedMultiplyAdd());
  }

  /** The engine computes on the CPU; where a GPU was asked for, it would be left idle. */
  static void requireCpu(ExecutionerType backend) throws UnsupportedLayerException {
    if (backend != ExecutionerType.NATIVE_CPU) {
      throw new UnsupportedLayerException(
          "engine steps are for the CPU, and the backend is " + backend);
    }
  }

  /** Without it, Java computes {@code Math.fma} exactly, but thousands of times as slowly. */
  static void requireFusedMultiplyAdd(boolean there) throws UnsupportedLayerException {
    if (!there) {
      throw new UnsupportedLayerException(
          "engine steps need a processor that multiplies and adds in one instruction");
    }
  }

  private static boolean usesFusedMultiplyAdd() {
    try {
      HotSpotDiagnosticMXBean machine =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return machine == null || !machine.getVMOption("UseFMA").getValue().equals("false");
    } catch (IllegalArgumentException e) {
      return true; // another virtual machine, which has no such option
    }
  }

  /** Settings that any layer may have. */
  static void require(Layer layer) throws UnsupportedLayerException {
    if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
      throw because(layer, "has constraints on its parameters");
    }
    if (layer.getIDropout() != null && !(layer.getIDropout() instanceof SeededDropout)) {
      throw because(layer, "has the dropout " + layer.getIDropout().getClass().getSimpleName());
    }
    if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
      throw because(layer, "has weight noise");
    }
    if (layer instanceof OutputLayer output) {
      requireCrossEntropy(output);
    } else if (layer instanceof DenseLayer dense) {
      refuse(layer, Map.of("has a layer normalization inside", dense.hasLayerNorm()));
    } else if (layer.getClass() == ConvolutionLayer.class) {
      requirePlain((ConvolutionLayer) layer);
    } else if (layer instanceof SubsamplingLayer pooling) {
      requireMeans(pooling);
    } else if (layer instanceof BatchNormalization norm) {
      requirePlain(norm);
    }
  }

  private static void requireCrossEntropy(OutputLayer layer) throws UnsupportedLayerException {
    boolean crossEntropy =
        layer.getLossFn() instanceof LossMCXENT loss
            && loss.getWeights() == null
            && layer.getActivationFn() instanceof ActivationSoftmax;
    refuse(layer, Map.of("is not a softmax with unweighted cross-entropy", !crossEntropy));
  }

  private static void requirePlain(ConvolutionLayer layer) throws UnsupportedLayerException {
    int[] kernel = layer.getKernelSize();
    int[] padding = layer.getPadding();
    boolean plain =
        all(layer.getStride(), 1)
            && all(layer.getDilation(), 1)
            && layer.getConvolutionMode() == ConvolutionMode.Truncate
            && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW;
    Map<String, Boolean> reasons = new LinkedHashMap<>();
    reasons.put(
        "is a convolution with a stride, a dilation, another mode or channels last", !plain);
    reasons.put(
        "pads by as much as its kernel or more",
        padding[0] >= kernel[0] || padding[1] >= kernel[1]);
    refuse(layer, reasons);
  }

  private static void requireMeans(SubsamplingLayer layer) throws UnsupportedLayerException {
    boolean means =
        layer.getPoolingType() == SubsamplingLayer.PoolingType.AVG.toPoolingType()
            && Arrays.equals(layer.getKernelSize(), layer.getStride())
            && all(layer.getPadding(), 0)
            && all(layer.getDilation(), 1)
            && layer.getConvolutionMode() != ConvolutionMode.Same
            && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW;
    refuse(layer, Map.of("pools other than by means of windows side by side", !means));
  }

  private static void requirePlain(BatchNormalization layer) throws UnsupportedLayerException {
    Map<String, Boolean> reasons = new LinkedHashMap<>();
    reasons.put("keeps log10(std) instead of the variance", layer.isUseLogStd());
    reasons.put("has gamma and beta locked", layer.isLockGammaBeta());
    reasons.put("has channels last", layer.getCnn2DFormat() != CNN2DFormat.NCHW);
    refuse(layer, reasons);
  }

  /** Refuses a layer for the first reason that applies. */
  private static void refuse(Layer layer, Map<String, Boolean> reasons)
      throws UnsupportedLayerException {
    for (Map.Entry<String, Boolean> reason : reasons.entrySet()) {
      if (reason.getValue()) {
        throw because(layer, reason.getKey());
      }
    }
  }

  private static boolean all(int[] values, int wanted) {
    return Arrays.stream(values).allMatch(value -> value == wanted);
  }
}
