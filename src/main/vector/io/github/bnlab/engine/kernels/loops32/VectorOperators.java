package io.github.bnlab.engine.kernels.loops32;

/** Names of operations. */
final class VectorOperators {
  static final Binary LSHL = Binary.LSHL;
  static final Comparison LT = (a, b) -> a < b;
  static final Comparison LE = (a, b) -> a <= b;
  static final Comparison GT = (a, b) -> a > b;
  static final Comparison GE = (a, b) -> a >= b;
  static final Comparison EQ = (a, b) -> a == b;

  private VectorOperators() {}

  /** Of a number with another. */
  interface Comparison {
    boolean holds(float a, float b);
  }

  /** Of a whole number and another: the one that is in use. */
  enum Binary {
    LSHL
  }
}
