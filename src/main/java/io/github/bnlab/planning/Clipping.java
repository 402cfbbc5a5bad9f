package io.github.bnlab.planning;

import io.github.bnlab.lowering.Operations;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradient clipping as DL4J's updater does it, layer by layer, over what the layer says is its
 * gradient: DL4J's own batch normalization counts the steps of its running values in.
 */
final class Clipping {
  private Clipping() {}

  static void append(Operations operations, MultiLayerNetwork network, ParameterViews parameters)
      throws CannotPlanException {
    long start = 0;
    for (Layer layer : network.getLayers()) {
      if (layer.numParams() > 0) {
        long end = start + layer.getGradientsViewArray().length();
        append(operations, layer.getConfig(), parameters.gradient(start, end));
      }
      start += layer.numParams();
    }
  }

  private static void append(Operations operations, TrainingConfig config, INDArray gradient)
      throws CannotPlanException {
    GradientNormalization kind = config.getGradientNormalization();
    double threshold = config.getGradientNormalizationThreshold();
    if (kind == GradientNormalization.ClipElementWiseAbsoluteValue) {
      operations
          .operation("clipbyvalue")
          .in(gradient)
          .out(gradient)
          .reals(-threshold, threshold)
          .add();
    } else if (kind == GradientNormalization.ClipL2PerLayer) {
      operations.operation("clipbynorm").in(gradient).out(gradient).reals(threshold).add();
    } else if (kind != null && kind != GradientNormalization.None) {
      throw new CannotPlanException("the gradient normalization " + kind + " cannot be planned");
    }
  }
}
