package io.github.bnlab.engine.kernels.loops32;

/** A vector of one lane, in place of the JDK's class of this name. */
record IntVector(int value) {
  /** The bits of a number. */
  static IntVector of(float value) {
    return new IntVector(Float.floatToRawIntBits(value));
  }

  /** {@code a + addend}. */
  IntVector add(int addend) {
    return new IntVector(value + addend);
  }

  /** {@code a << b}: there is no other operation. */
  IntVector lanewise(VectorOperators op, int b) {
    return new IntVector(value << b);
  }

  /** The number of these bits. */
  FloatVector reinterpretAsFloats() {
    return new FloatVector(Float.intBitsToFloat(value));
  }
}
