package io.github.bnlab.batchnorm;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The formulas of normalization as pure functions on SameDiff variables; their gradients come from
 * SameDiff's automatic differentiation.
 *
 * <p>Over the N values of a feature in a batch (Ioffe and Szegedy, 2015, algorithm 1):
 *
 * <pre>
 * mean     = sum(x) / N
 * variance = sum((x - mean)^2) / N
 * y        = gamma * (x - mean) / sqrt(variance + epsilon) + beta
 * </pre>
 *
 * <p>An input is {@code [N, C]} or {@code [N, C, H, W]}; statistics keep the dimensions they were
 * taken over, with size 1, so that everything broadcasts: {@code [1, C]} or {@code [1, C, 1, 1]}
 * for batch normalization. A batch in G groups of consecutive examples is {@code [G, N/G, C, H*W]},
 * with statistics {@code [G, 1, C, 1]}.
 */
public final class BatchNormMath {
  private BatchNormMath() {}

  /** {@code sum(x) / N} over {@code axes}, which keep size 1. */
  public static SDVariable mean(SDVariable x, int... axes) {
    return x.mean(true, axes);
  }

  /**
   * {@code sum(centred^2) / N} over {@code axes}, which keep size 1; {@code centred = x - mean}.
   * Written out because ND4J's variance operation loses its flag when it is differentiated.
   */
  public static SDVariable biasedVariance(SDVariable centred, int... axes) {
    return centred.mul(centred).mean(true, axes);
  }

  /** {@code biased * n / (n - 1)}, for {@code n} of at least 2. */
  public static SDVariable unbiased(SDVariable biased, long n) {
    return biased.mul((double) n / (n - 1));
  }

  /**
   * The biased variance of a batch from the means and biased variances of groups of equal size,
   * which lie along axis 0: {@code mean(variances) + mean((means - mean(means))^2)}.
   */
  public static SDVariable pooledVariance(SDVariable means, SDVariable variances) {
    SDVariable distances = means.sub(mean(means, 0));
    return mean(variances, 0).add(mean(distances.mul(distances), 0));
  }

  /** {@code gamma / sqrt(variance + epsilon)}: one factor per feature. */
  public static SDVariable scale(SDVariable gamma, SDVariable variance, double epsilon) {
    return gamma.mul(variance.getSameDiff().math().rsqrt(variance.add(epsilon)));
  }

  /** {@code x * scale + beta}, of the shape of {@code x}. */
  public static SDVariable scaleAndShift(SDVariable x, SDVariable scale, SDVariable beta) {
    return x.mul(scale).add(beta);
  }

  /**
   * The step of a running value, {@code (1 - decay) * (running - batch)}: {@code running - step =
   * decay * running + (1 - decay) * batch}.
   */
  public static SDVariable runningStep(SDVariable running, SDVariable batch, double decay) {
    return running.sub(batch).mul(1 - decay);
  }
}
