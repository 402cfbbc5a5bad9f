package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.Batch;

/** Puts examples side by side: {@code pixel / 255}, each example in its lane. */
final class Gather {
  private static final float[] SCALED = new float[256];

  static {
    for (int i = 0; i < 256; i++) {
      SCALED[i] = i / 255f;
    }
  }

  /** Values of some pixels at a time, which stay in the nearest cache. */
  private static final int CHUNK = 128;

  private Gather() {}

  /**
   * Room for examples one after the other.
   *
   * @param data where
   * @param at where the first one starts
   * @param length distance of two of them
   */
  record Rows(float[] data, int at, int length) {}

  /** Fills a block of a tensor with its examples, and their rows where there is room for them. */
  static void fill(Batch batch, Tensor to, int block, Rows rows) {
    int length = batch.length();
    for (int from = 0; from < length; from += CHUNK) {
      for (int i = 0; i < WIDTH; i += 4) {
        four(
            batch,
            block * WIDTH + i,
            from,
            Math.min(length, from + CHUNK),
            to,
            to.start(block) + i);
      }
    }
    for (int i = block * WIDTH; rows != null && i < (block + 1) * WIDTH; i++) {
      int start = batch.example(i) * length;
      int row = rows.at() + i * rows.length();
      for (int p = 0; p < length; p++) {
        rows.data()[row + p] = value(batch.pixels(), batch.values(), start + p);
      }
    }
  }

  private static void four(Batch batch, int i, int from, int end, Tensor to, int at) {
    byte[] pixels = batch.pixels();
    double[] values = batch.values();
    int a = batch.example(i) * batch.length();
    int b = batch.example(i + 1) * batch.length();
    int c = batch.example(i + 2) * batch.length();
    int d = batch.example(i + 3) * batch.length();
    float[] out = to.data;
    int step = to.step();
    for (int p = from; p < end; p++) {
      int o = at + p * step;
      out[o] = value(pixels, values, a + p);
      out[o + 1] = value(pixels, values, b + p);
      out[o + 2] = value(pixels, values, c + p);
      out[o + 3] = value(pixels, values, d + p);
    }
  }

  private static float value(byte[] pixels, double[] values, int at) {
    return pixels == null ? (float) values[at] : SCALED[pixels[at] & 0xff];
  }
}
