package io.github.bnlab.planning;

import io.github.bnlab.network.SeededDropout;
import java.util.Arrays;
import java.util.List;
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
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Settings of known layers that their planners do not serve. */
final class Unplannable {
  private Unplannable() {}

  /** The refusal, naming the layer. */
  static CannotPlanException because(Layer layer, String what) {
    return new CannotPlanException(
        "layer " + layer.getLayerName() + " cannot be planned: it " + what);
  }

  /** Settings of whole networks, and backends that plans were not made for. */
  static void refuse(MultiLayerNetwork network) throws CannotPlanException {
    refuse(Nd4j.getExecutioner().type());
    NeuralNetConfiguration first = network.getLayerWiseConfigurations().getConf(0);
    if (!(network.getOutputLayer().conf().getLayer() instanceof OutputLayer)) {
      throw new CannotPlanException("the network's last layer is not a plain output layer");
    }
    boolean flat =
        network.getLayerWiseConfigurations().getInputPreProcess(0)
                instanceof FeedForwardToCnnPreProcessor
            || first.getLayer() instanceof BaseOutputLayer
            || first.getLayer() instanceof DenseLayer;
    if (!flat) {
      throw because(first.getLayer(), "does not take one row of numbers an example");
    }
    if (!first.isMiniBatch()) {
      throw new CannotPlanException("the network does not divide gradients by the batch size");
    }
    if (first.getOptimizationAlgo() != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT) {
      throw new CannotPlanException("the network is optimized by " + first.getOptimizationAlgo());
    }
  }

  /**
   * Plans are for the CPU: their operations are those that are fast there, they compare addresses
   * of host memory, and some of their inputs overlap in it.
   */
  static void refuse(ExecutionerType backend) throws CannotPlanException {
    if (backend != ExecutionerType.NATIVE_CPU) {
      throw new CannotPlanException("planned steps are for the CPU, and the backend is " + backend);
    }
  }

  /** Settings that any layer may have. */
  static void refuse(Layer layer) throws CannotPlanException {
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
      refuseLoss(output);
    }
  }

  private static void refuseLoss(OutputLayer layer) throws CannotPlanException {
    boolean crossEntropy =
        layer.getLossFn() instanceof LossMCXENT loss
            && loss.getWeights() == null
            && layer.getActivationFn() instanceof ActivationSoftmax;
    if (!crossEntropy) {
      throw because(layer, "is not a softmax with unweighted cross-entropy");
    }
  }

  static void refuseConvolution(ConvolutionLayer layer) throws CannotPlanException {
    boolean served =
        all(layer.getStride(), 1)
            && all(layer.getDilation(), 1)
            && layer.getConvolutionMode() == ConvolutionMode.Truncate
            && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW;
    if (!served) {
      throw because(
          layer, "is a convolution with a stride, a dilation, another mode or channels last");
    }
  }

  static void refusePooling(SubsamplingLayer layer) throws CannotPlanException {
    boolean served =
        layer.getPoolingType() == SubsamplingLayer.PoolingType.AVG.toPoolingType()
            && Arrays.equals(layer.getKernelSize(), layer.getStride())
            && all(layer.getPadding(), 0)
            && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW;
    if (!served) {
      throw because(layer, "pools other than by means of windows side by side");
    }
  }

  static void refuseBatchNormalization(BatchNormalization layer) throws CannotPlanException {
    List<String> reasons =
        List.of(
            layer.isUseLogStd() ? "keeps log10(std) instead of the variance" : "",
            layer.isLockGammaBeta() ? "has gamma and beta locked" : "",
            layer.getCnn2DFormat() == CNN2DFormat.NCHW ? "" : "has channels last");
    for (String reason : reasons) {
      if (!reason.isEmpty()) {
        throw because(layer, reason);
      }
    }
  }

  private static boolean all(int[] values, int wanted) {
    return Arrays.stream(values).allMatch(value -> value == wanted);
  }
}
