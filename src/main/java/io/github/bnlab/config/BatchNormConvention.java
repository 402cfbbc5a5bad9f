package io.github.bnlab.config;

/**
 * A convention of batch normalization: the choices in which implementations of the method differ.
 *
 * <p>Over the N values of a feature in a batch, {@code mean = sum(x) / N} and {@code biased =
 * sum((x - mean)^2) / N}; the unbiased variance is {@code biased * N / (N - 1)}. Then
 *
 * <pre>
 * y       = gamma * (x - mean) / sqrt(variance + epsilon) + beta
 * running = decay * running + (1 - decay) * batch
 * </pre>
 *
 * (Ioffe and Szegedy, 2015, algorithm 1; Zhang et al., Dive into Deep Learning, section Batch
 * Normalization.) Where the mean alone is removed, nothing divides {@code x - mean}; where the
 * variance alone is, the root divides {@code x}.
 *
 * @param name name of the preset, or of a convention defined in the configuration
 * @param epsilon added to the variance before the root; greater than 0
 * @param decay weight of the old running value, in [0, 1)
 * @param normalizeBy which variance of the batch normalizes it
 * @param runningVariance which variance of the batch the running variance takes
 * @param count the N of the factor N/(N-1) of an unbiased running variance
 * @param initialGamma initial value of gamma
 * @param removes what is taken from the input
 * @param affine whether gamma and beta are trained; else they keep their initial values
 */
public record BatchNormConvention(
    String name,
    double epsilon,
    double decay,
    VarianceKind normalizeBy,
    VarianceKind runningVariance,
    Count count,
    InitialGamma initialGamma,
    Removes removes,
    boolean affine) {

  /** Whether a variance divides by N or by N - 1. */
  public enum VarianceKind {
    BIASED,
    UNBIASED
  }

  /** What N is: all values of a feature in the batch, or the examples of the batch. */
  public enum Count {
    VALUES,
    BATCH
  }

  /** Gamma starts at one, or is drawn from the uniform distribution on (0, 1). */
  public enum InitialGamma {
    ONES,
    UNIFORM
  }

  /** What normalization takes from its input: both, or one of the two. */
  public enum Removes {
    MEAN_AND_VARIANCE,
    MEAN,
    VARIANCE
  }

  public BatchNormConvention {
    Require.given(name, "batchNorm.convention.name");
    Require.given(normalizeBy, "batchNorm.convention.normalizeBy");
    Require.given(runningVariance, "batchNorm.convention.runningVariance");
    Require.given(count, "batchNorm.convention.count");
    Require.given(initialGamma, "batchNorm.convention.initialGamma");
    Require.given(removes, "batchNorm.convention.removes");
    Require.that(!name.isBlank(), "batchNorm.convention.name", name, "not be empty");
    Require.positive(epsilon, "batchNorm.convention.epsilon");
    Require.fraction(
        decay, "batchNorm.convention.decay", ", as the weight of the old running value");
  }

  /** A convention that removes mean and variance, and trains gamma and beta. */
  public BatchNormConvention(
      String name,
      double epsilon,
      double decay,
      VarianceKind normalizeBy,
      VarianceKind runningVariance,
      Count count,
      InitialGamma initialGamma) {
    this(
        name,
        epsilon,
        decay,
        normalizeBy,
        runningVariance,
        count,
        initialGamma,
        Removes.MEAN_AND_VARIANCE,
        true);
  }

  /** Whether the mean is subtracted from the input. */
  public boolean centres() {
    return removes != Removes.VARIANCE;
  }

  /** Whether the input is divided by {@code sqrt(variance + epsilon)}. */
  public boolean scales() {
    return removes != Removes.MEAN;
  }
}
