package io.github.bnlab.engine.kernels.loops32;

/**
 * Vectors of one lane.
 *
 * @param <E> what the lane is
 * @param elementSize its bits
 */
record VectorSpecies<E>(int elementSize) {
  int length() {
    return 1;
  }

  int vectorBitSize() {
    return elementSize;
  }
}
