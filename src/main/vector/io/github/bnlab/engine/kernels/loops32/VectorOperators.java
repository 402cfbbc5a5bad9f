package io.github.bnlab.engine.kernels.loops32;

/** Names of operations: those in use. */
enum VectorOperators {
  GE,
  LE,
  LSHL
}
