package io.github.bnlab.config;

/** Which layer normalizes: none, ours from the formulas, DL4J's own, or layer normalization. */
public enum BatchNormImplementation {
  NONE,
  CUSTOM,
  BUILT_IN,
  LAYER_NORM
}
