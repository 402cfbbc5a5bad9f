package io.github.bnlab.engine.kernels.float32;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of this machine. Lanes are examples: a block of {@value #WIDTH} examples lies side by
 * side, and one or more vectors hold it. So results do not depend on how long vectors are.
 */
final class Lanes {
  /** Examples of a block. */
  static final int WIDTH = 16;

  /** The kind of vector in use. */
  static final VectorSpecies<Float> S =
      FloatVector.SPECIES_PREFERRED.length() > WIDTH
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** Lanes of a vector: a divisor of {@link #WIDTH}. */
  static final int L = S.length();

  /** Rows of a tile: as many as the registers hold, which are 32 where vectors are long. */
  static final int ROWS =
      S.vectorBitSize() >= 512 || System.getProperty("os.arch").equals("aarch64") ? 6 : 2;

  private Lanes() {}

  /** Blocks of a number of examples. */
  static int blocks(int examples) {
    return (examples + WIDTH - 1) / WIDTH;
  }
}
