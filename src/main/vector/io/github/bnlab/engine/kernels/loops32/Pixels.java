package io.github.bnlab.engine.kernels.loops32;

import io.github.bnlab.engine.kernels.Batch;

/** In place of vectors, which are missing: leaves all pixels to the caller. */
final class Pixels {
  private Pixels() {}

  static int scratch(int length) {
    return 0;
  }

  static int lanes(Batch batch, int first, int[] scratch, float[] to, int at, int step) {
    return 0;
  }

  static int row(byte[] pixels, int from, int length, float[] to, int at) {
    return 0;
  }
}
