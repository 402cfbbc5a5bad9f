package io.github.bnlab.batchnorm;

import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Layer normalization of {@code [N, C]} and {@code [N, C, H, W]} (Ba, Kiros and Hinton, 2016): each
 * example by mean and variance of its own values, as {@link LayerNormGraph} defines it.
 *
 * <p>Training and inference compute the same. Parameters, each of C values: gamma, beta. The
 * network needs an input type, from which the layer takes its number of features.
 */
public final class LayerNormLayer extends NormalizationLayer {
  private double epsilon = 1e-5;

  /** For DL4J's JSON: epsilon 1e-5, gamma from ones. */
  public LayerNormLayer() {}

  /**
   * A layer.
   *
   * @param epsilon added to the variance
   * @param initialGamma initial value of gamma
   */
  public LayerNormLayer(double epsilon, InitialGamma initialGamma) {
    this.epsilon = epsilon;
    setInitialGamma(initialGamma);
  }

  @Override
  public SameDiff graph(long[] inputShape, boolean training, DataType type) {
    return LayerNormGraph.of(inputShape, epsilon, training, type);
  }

  @Override
  public boolean byExample() {
    return true;
  }

  @Override
  public Map<String, String> runningSteps() {
    return Map.of();
  }

  @Override
  String purpose() {
    return "layer normalization";
  }

  public double getEpsilon() {
    return epsilon;
  }

  public void setEpsilon(double epsilon) {
    this.epsilon = epsilon;
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && other instanceof LayerNormLayer that && epsilon == that.epsilon;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Double.hashCode(epsilon);
  }
}
