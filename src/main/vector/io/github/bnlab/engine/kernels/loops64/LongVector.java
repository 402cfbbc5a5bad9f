package io.github.bnlab.engine.kernels.loops64;

/** A vector of one lane, in place of the JDK's class of this name. */
record LongVector(long value) {
  /** The bits of a number. */
  static LongVector of(double value) {
    return new LongVector(Double.doubleToRawLongBits(value));
  }

  /** {@code a + b}. */
  LongVector add(long b) {
    return new LongVector(value + b);
  }

  /** {@code a << b}: there is no other operation. */
  LongVector lanewise(VectorOperators op, int b) {
    return new LongVector(value << b);
  }

  /** The number of these bits. */
  DoubleVector reinterpretAsDoubles() {
    return new DoubleVector(Double.longBitsToDouble(value));
  }
}
