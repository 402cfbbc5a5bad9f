package io.github.bnlab.engine.kernels.loops32;

/**
 * A vector of one lane, in place of the JDK's class of this name: each operation gives what it
 * gives there for a lane. The compiler of the virtual machine takes such objects apart.
 */
record FloatVector(float value) {
  static final VectorSpecies<Float> SPECIES_PREFERRED = new VectorSpecies<>(Float.SIZE);
  static final VectorSpecies<Float> SPECIES_512 = SPECIES_PREFERRED;

  /** {@code array[at]}. */
  static FloatVector fromArray(VectorSpecies<Float> species, float[] array, int at) {
    return new FloatVector(array[at]);
  }

  /** {@code value}. */
  static FloatVector broadcast(VectorSpecies<Float> species, float value) {
    return new FloatVector(value);
  }

  /** {@code 0}. */
  static FloatVector zero(VectorSpecies<Float> species) {
    return new FloatVector(0f);
  }

  /** {@code array[at] = a}. */
  void intoArray(float[] array, int at) {
    array[at] = value;
  }

  /** {@code a + b}. */
  FloatVector add(FloatVector b) {
    return add(b.value);
  }

  /** {@code a + b}. */
  FloatVector add(float b) {
    return new FloatVector(value + b);
  }

  /** {@code a - b}. */
  FloatVector sub(FloatVector b) {
    return sub(b.value);
  }

  /** {@code a - b}. */
  FloatVector sub(float b) {
    return new FloatVector(value - b);
  }

  /** {@code a * b}. */
  FloatVector mul(FloatVector b) {
    return new FloatVector(value * b.value);
  }

  /** {@code a / b}. */
  FloatVector div(FloatVector b) {
    return new FloatVector(value / b.value);
  }

  /** {@code a * b + c}, rounded once. */
  FloatVector fma(FloatVector b, FloatVector c) {
    return new FloatVector(Math.fma(value, b.value, c.value));
  }

  /** {@code max(a, b)}; NaN if one of them is. */
  FloatVector max(FloatVector b) {
    return max(b.value);
  }

  /** {@code max(a, b)}; NaN if one of them is. */
  FloatVector max(float b) {
    return new FloatVector(Math.max(value, b));
  }

  /** {@code -a}. */
  FloatVector neg() {
    return new FloatVector(-value);
  }

  /** {@code a <= b}, or {@code a >= b}. */
  boolean compare(VectorOperators op, float b) {
    return op == VectorOperators.LE ? value <= b : value >= b;
  }

  /** {@code b} where the mask is set, else {@code a}. */
  FloatVector blend(float b, boolean mask) {
    return new FloatVector(mask ? b : value);
  }

  /** The bits of {@code a}. */
  IntVector reinterpretAsInts() {
    return IntVector.of(value);
  }
}
