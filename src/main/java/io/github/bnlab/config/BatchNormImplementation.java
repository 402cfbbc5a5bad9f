package io.github.bnlab.config;

/** Which layer normalizes: none, ours from the formulas, DL4J's own, or layer normalization. */
public enum BatchNormImplementation {
  NONE,
  CUSTOM,
  BUILT_IN,
  LAYER_NORM;

  /** Whether a layer normalizes by statistics over the examples of a batch. */
  public boolean isBatchNorm() {
    return this == CUSTOM || this == BUILT_IN;
  }
}
