package io.github.bnlab.engine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/** Refuses networks and machines that the engine does not support. */
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
    if (first.getStepFunction() != null) {
      throw new UnsupportedLayerException(
          "the network steps by a " + first.getStepFunction().getClass().getSimpleName());
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
}
