package io.github.bnlab.engine.kernels.loops32;

/**
 * A choice for one lane.
 *
 * @param <E> what the lane is
 */
record VectorMask<E>(boolean set) {}
