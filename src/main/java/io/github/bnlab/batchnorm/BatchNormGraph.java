package io.github.bnlab.batchnorm;

import static io.github.bnlab.batchnorm.NormalizationGraph.BETA;
import static io.github.bnlab.batchnorm.NormalizationGraph.GAMMA;
import static io.github.bnlab.batchnorm.NormalizationGraph.INPUT;
import static io.github.bnlab.batchnorm.NormalizationGraph.MEAN;
import static io.github.bnlab.batchnorm.NormalizationGraph.MEAN_STEP;
import static io.github.bnlab.batchnorm.NormalizationGraph.OUTPUT;
import static io.github.bnlab.batchnorm.NormalizationGraph.VARIANCE;
import static io.github.bnlab.batchnorm.NormalizationGraph.VARIANCE_STEP;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.ConfigException;
import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Batch normalization as SameDiff graphs, one for training and one for inference; variables are
 * named as {@link NormalizationGraph} says, and the parameters are gamma, beta, mean and var.
 */
public final class BatchNormGraph {
  private BatchNormGraph() {}

  /**
   * Normalizes by the statistics of the batch, with gradients; {@code meanStep} and {@code varStep}
   * are subtracted from the running values.
   *
   * @param inputShape {@code [N, C]} or {@code [N, C, H, W]}
   * @throws ConfigException for another rank, or if an unbiased variance has only one value
   */
  public static SameDiff training(
      long[] inputShape, BatchNormConvention convention, DataType type) {
    requireRank(inputShape);
    long values = Arrays.stream(inputShape).reduce(1, (a, b) -> a * b) / inputShape[1];
    long count = convention.count() == Count.BATCH ? inputShape[0] : values;
    requireTwo(inputShape, convention, convention.normalizeBy(), values);
    requireTwo(inputShape, convention, convention.runningVariance(), count);

    SameDiff graph = NormalizationGraph.withInput(inputShape, type);
    SDVariable x = graph.getVariable(INPUT);
    SDVariable gamma = NormalizationGraph.parameter(graph, GAMMA);
    SDVariable beta = NormalizationGraph.parameter(graph, BETA);
    SDVariable runningMean = NormalizationGraph.parameter(graph, MEAN);
    SDVariable runningVariance = NormalizationGraph.parameter(graph, VARIANCE);

    int[] axes = axes(inputShape);
    SDVariable mean = BatchNormMath.mean(x, axes);
    SDVariable centred = x.sub(mean);
    SDVariable biased = BatchNormMath.biasedVariance(centred, axes);
    SDVariable variance = variance(biased, convention.normalizeBy(), values);
    SDVariable scale = BatchNormMath.scale(gamma, variance, convention.epsilon());
    NormalizationGraph.name(BatchNormMath.scaleAndShift(centred, scale, beta), OUTPUT);

    SDVariable taken = variance(biased, convention.runningVariance(), count);
    double decay = convention.decay();
    NormalizationGraph.name(BatchNormMath.runningStep(runningMean, mean, decay), MEAN_STEP);
    NormalizationGraph.name(
        BatchNormMath.runningStep(runningVariance, taken, decay), VARIANCE_STEP);
    NormalizationGraph.differentiate(graph);
    return graph;
  }

  /**
   * Normalizes by the running values.
   *
   * @param inputShape {@code [N, C]} or {@code [N, C, H, W]}
   * @throws ConfigException for another rank
   */
  public static SameDiff inference(
      long[] inputShape, BatchNormConvention convention, DataType type) {
    requireRank(inputShape);
    SameDiff graph = NormalizationGraph.withInput(inputShape, type);
    SDVariable gamma = NormalizationGraph.parameter(graph, GAMMA);
    SDVariable beta = NormalizationGraph.parameter(graph, BETA);
    SDVariable mean = NormalizationGraph.parameter(graph, MEAN);
    SDVariable variance = NormalizationGraph.parameter(graph, VARIANCE);
    SDVariable centred = graph.getVariable(INPUT).sub(mean);
    SDVariable scale = BatchNormMath.scale(gamma, variance, convention.epsilon());
    NormalizationGraph.name(BatchNormMath.scaleAndShift(centred, scale, beta), OUTPUT);
    return graph;
  }

  private static SDVariable variance(SDVariable biased, VarianceKind kind, long n) {
    return kind == VarianceKind.UNBIASED ? BatchNormMath.unbiased(biased, n) : biased;
  }

  private static int[] axes(long[] inputShape) {
    return inputShape.length == 2 ? new int[] {0} : new int[] {0, 2, 3};
  }

  private static void requireRank(long[] inputShape) {
    if (inputShape.length != 2 && inputShape.length != 4) {
      throw new ConfigException(
          "batch normalization takes [N, C] or [N, C, H, W], but its input is "
              + Arrays.toString(inputShape));
    }
  }

  private static void requireTwo(
      long[] inputShape, BatchNormConvention convention, VarianceKind kind, long n) {
    if (kind == VarianceKind.UNBIASED && n < 2) {
      throw new ConfigException(
          "the convention "
              + convention.name()
              + " takes an unbiased variance, for which a training batch of shape "
              + Arrays.toString(inputShape)
              + " is too small; use batches of at least two examples or a convention with biased"
              + " variances");
    }
  }
}
