package io.github.bnlab.config;

/**
 * Gradient clipping, as DL4J defines it.
 *
 * @param kind {@code none}; {@code value}: every element to [-threshold, threshold]; {@code
 *     l2-per-layer}: the gradient of a layer is scaled down to an L2 norm of at most threshold
 * @param threshold greater than 0
 */
public record ClippingConfig(Kind kind, double threshold) {
  /** What is clipped. */
  public enum Kind {
    NONE,
    VALUE,
    L2_PER_LAYER
  }

  public ClippingConfig {
    Require.positive(threshold, "training.clipping.threshold");
  }
}
