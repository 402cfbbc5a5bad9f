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
import io.github.bnlab.config.GroupStatistics;
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
   * Normalizes by the statistics of the batch, or of each of its groups of consecutive examples,
   * with gradients; {@code meanStep} and {@code varStep} are subtracted from the running values.
   *
   * @param inputShape {@code [N, C]} or {@code [N, C, H, W]}
   * @param convention kinds of variances, epsilon, decay, and what is removed
   * @param groups each of N / groups examples; 1 for the whole batch
   * @param statistics what the running values take of the groups
   * @param type of all variables
   * @throws ConfigException for another rank, if the groups are not of equal size, or if the
   *     convention takes an unbiased variance and a group has only one value for it
   */
  public static SameDiff training(
      long[] inputShape,
      BatchNormConvention convention,
      int groups,
      GroupStatistics statistics,
      DataType type) {
    SameDiff graph = NormalizationGraph.withInput("batch", inputShape, type);
    requireEqualGroups(inputShape, groups);
    long examples = inputShape[0] / groups;
    long values = examples * NormalizationGraph.pixels(inputShape);
    long count = convention.count() == Count.BATCH ? examples : values;
    requireTwo(inputShape, groups, convention, convention.normalizeBy(), values);
    requireTwo(inputShape, groups, convention, convention.runningVariance(), count);

    SDVariable input = graph.getVariable(INPUT);
    // ND4J cannot take the mean of a matrix of one row over its rows.
    boolean grouped = groups > 1 || (inputShape.length == 2 && examples == 1);
    SDVariable x = grouped ? NormalizationGraph.inGroups(input, groups) : input;
    SDVariable gamma = NormalizationGraph.parameter(graph, GAMMA, grouped);
    SDVariable beta = NormalizationGraph.parameter(graph, BETA, grouped);
    SDVariable runningMean = NormalizationGraph.parameter(graph, MEAN, grouped);
    SDVariable runningVariance = NormalizationGraph.parameter(graph, VARIANCE, grouped);

    int[] axes = grouped ? new int[] {1, 3} : axes(inputShape);
    SDVariable mean = BatchNormMath.mean(x, axes);
    SDVariable centred = x.sub(mean);
    SDVariable biased = BatchNormMath.biasedVariance(centred, axes);
    SDVariable variance = variance(biased, convention.normalizeBy(), values);
    SDVariable y = output(convention, x, centred, variance, gamma, beta);
    NormalizationGraph.name(grouped ? y.reshape(inputShape) : y, OUTPUT);

    SDVariable taken = variance(biased, convention.runningVariance(), count);
    if (groups > 1) {
      SDVariable pooled = BatchNormMath.pooledVariance(mean, biased);
      taken =
          statistics == GroupStatistics.POOLED
              ? variance(pooled, convention.runningVariance(), groups * count)
              : BatchNormMath.mean(taken, 0);
      mean = BatchNormMath.mean(mean, 0);
    }
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
   * @param convention epsilon and what is removed
   * @param type of all variables
   * @throws ConfigException for another rank
   */
  public static SameDiff inference(
      long[] inputShape, BatchNormConvention convention, DataType type) {
    SameDiff graph = NormalizationGraph.withInput("batch", inputShape, type);
    SDVariable gamma = NormalizationGraph.parameter(graph, GAMMA, false);
    SDVariable beta = NormalizationGraph.parameter(graph, BETA, false);
    SDVariable mean = NormalizationGraph.parameter(graph, MEAN, false);
    SDVariable variance = NormalizationGraph.parameter(graph, VARIANCE, false);
    SDVariable x = graph.getVariable(INPUT);
    SDVariable y = output(convention, x, x.sub(mean), variance, gamma, beta);
    NormalizationGraph.name(y, OUTPUT);
    return graph;
  }

  private static SDVariable output(
      BatchNormConvention convention,
      SDVariable x,
      SDVariable centred,
      SDVariable variance,
      SDVariable gamma,
      SDVariable beta) {
    SDVariable scale =
        convention.scales() ? BatchNormMath.scale(gamma, variance, convention.epsilon()) : gamma;
    return BatchNormMath.scaleAndShift(convention.centres() ? centred : x, scale, beta);
  }

  private static SDVariable variance(SDVariable biased, VarianceKind kind, long n) {
    return kind == VarianceKind.UNBIASED ? BatchNormMath.unbiased(biased, n) : biased;
  }

  private static int[] axes(long[] inputShape) {
    return inputShape.length == 2 ? new int[] {0} : new int[] {0, 2, 3};
  }

  private static void requireEqualGroups(long[] inputShape, int groups) {
    if (inputShape[0] % groups != 0) {
      throw new ConfigException(
          "batch normalization takes its statistics in %1$d groups of equal size, but its training batch has %2$d examples; use batches of a multiple of %1$d"
              .formatted(groups, inputShape[0]));
    }
  }

  private static void requireTwo(
      long[] inputShape, int groups, BatchNormConvention convention, VarianceKind kind, long n) {
    if (kind == VarianceKind.UNBIASED && n < 2) {
      throw new ConfigException(
          "the convention %s takes an unbiased variance, for which %s of shape %s is too small; use %s of at least two examples or a convention with biased variances"
              .formatted(
                  convention.name(),
                  groups == 1 ? "a training batch" : "each of " + groups + " groups of a batch",
                  Arrays.toString(inputShape),
                  groups == 1 ? "batches" : "groups"));
    }
  }
}
