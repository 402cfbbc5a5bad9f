package io.github.bnlab.batchnorm;

import static io.github.bnlab.batchnorm.NormalizationGraph.BETA;
import static io.github.bnlab.batchnorm.NormalizationGraph.GAMMA;
import static io.github.bnlab.batchnorm.NormalizationGraph.INPUT;
import static io.github.bnlab.batchnorm.NormalizationGraph.OUTPUT;

import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Require;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Layer normalization of {@code [N, C]} and {@code [N, C, H, W]} (Ba, Kiros and Hinton, 2016): each
 * example by mean and biased variance of its own values, over C, or over C, H and W, the same in
 * training and inference.
 *
 * <p>Parameters, each of C values: gamma, beta, per feature or channel, as in PyTorch's {@code
 * GroupNorm(1, C)}. The network needs an input type, from which the layer takes its number of
 * features.
 */
public final class LayerNormLayer extends NormalizationLayer {
  @JsonProperty private double epsilon;

  /** For DL4J's JSON: epsilon 1e-5, gamma from ones. */
  public LayerNormLayer() {
    this(1e-5, InitialGamma.ONES);
  }

  /**
   * A layer.
   *
   * @param epsilon added to the variance; greater than 0
   * @param initialGamma initial value of gamma
   * @throws ConfigException if {@code epsilon} is not a positive number or {@code initialGamma} is
   *     null
   */
  public LayerNormLayer(double epsilon, InitialGamma initialGamma) {
    super(initialGamma);
    Require.positive(epsilon, "epsilon");
    this.epsilon = epsilon;
  }

  @Override
  public SameDiff graph(long[] inputShape, boolean training, DataType type) {
    SameDiff graph = NormalizationGraph.withInput("layer", inputShape, type);
    SDVariable input = graph.getVariable(INPUT);
    // ND4J cannot take the mean of a matrix of one column over its columns.
    boolean column = inputShape.length == 2 && inputShape[1] == 1;
    SDVariable x = column ? NormalizationGraph.inGroups(input, 1) : input;
    SDVariable gamma = NormalizationGraph.parameter(graph, GAMMA, column);
    SDVariable beta = NormalizationGraph.parameter(graph, BETA, column);
    int[] axes = column ? new int[] {2, 3} : axes(inputShape);
    SDVariable centred = x.sub(BatchNormMath.mean(x, axes));
    SDVariable variance = BatchNormMath.biasedVariance(centred, axes);
    SDVariable scale = BatchNormMath.scale(gamma, variance, epsilon);
    SDVariable y = BatchNormMath.scaleAndShift(centred, scale, beta);
    NormalizationGraph.name(column ? y.reshape(inputShape) : y, OUTPUT);
    if (training) {
      NormalizationGraph.differentiate(graph);
    }
    return graph;
  }

  @Override
  public Map<String, String> runningSteps() {
    return Map.of();
  }

  @Override
  String purpose() {
    return "layer normalization";
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && other instanceof LayerNormLayer that && epsilon == that.epsilon;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Double.hashCode(epsilon);
  }

  private static int[] axes(long[] inputShape) {
    return inputShape.length == 2 ? new int[] {1} : new int[] {1, 2, 3};
  }
}
