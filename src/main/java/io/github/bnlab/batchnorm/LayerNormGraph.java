package io.github.bnlab.batchnorm;

import static io.github.bnlab.batchnorm.NormalizationGraph.BETA;
import static io.github.bnlab.batchnorm.NormalizationGraph.GAMMA;
import static io.github.bnlab.batchnorm.NormalizationGraph.INPUT;
import static io.github.bnlab.batchnorm.NormalizationGraph.OUTPUT;

import io.github.bnlab.config.ConfigException;
import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Layer normalization (Ba, Kiros and Hinton, 2016) as a SameDiff graph: mean and biased variance of
 * each example over C, or over C, H and W, the same in training and inference. Gamma and beta are
 * per feature or channel, as in PyTorch's {@code GroupNorm(1, C)}; variables are named as {@link
 * NormalizationGraph} says.
 */
public final class LayerNormGraph {
  private LayerNormGraph() {}

  /**
   * The graph, with gradients where it is for training.
   *
   * @param inputShape {@code [N, C]} or {@code [N, C, H, W]}
   * @param epsilon added to the variance
   * @throws ConfigException for another rank
   */
  public static SameDiff of(long[] inputShape, double epsilon, boolean training, DataType type) {
    if (inputShape.length != 2 && inputShape.length != 4) {
      throw new ConfigException(
          "layer normalization takes [N, C] or [N, C, H, W], but its input is "
              + Arrays.toString(inputShape));
    }
    SameDiff graph = NormalizationGraph.withInput(inputShape, type);
    SDVariable x = graph.getVariable(INPUT);
    SDVariable gamma = NormalizationGraph.parameter(graph, GAMMA);
    SDVariable beta = NormalizationGraph.parameter(graph, BETA);
    int[] axes = inputShape.length == 2 ? new int[] {1} : new int[] {1, 2, 3};
    SDVariable centred = x.sub(BatchNormMath.mean(x, axes));
    SDVariable variance = BatchNormMath.biasedVariance(centred, axes);
    SDVariable scale = BatchNormMath.scale(gamma, variance, epsilon);
    NormalizationGraph.name(BatchNormMath.scaleAndShift(centred, scale, beta), OUTPUT);
    if (training) {
      NormalizationGraph.differentiate(graph);
    }
    return graph;
  }
}
