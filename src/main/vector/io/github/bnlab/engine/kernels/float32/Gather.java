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
    int at = to.isFlat() ? to.at(0, 0) + block * WIDTH : to.at(block, 0);
    int step = to.isFlat() ? to.run() : WIDTH;
    int length = batch.length();
    for (int from = 0; from < length; from += CHUNK) {
      int end = Math.min(length, from + CHUNK);
      for (int i = 0; i < WIDTH; i += 4) {
        int a = batch.example(block * WIDTH + i) * length;
        int b = batch.example(block * WIDTH + i + 1) * length;
        int c = batch.example(block * WIDTH + i + 2) * length;
        int d = batch.example(block * WIDTH + i + 3) * length;
        if (batch.pixels() != null) {
          four(batch.pixels(), a, b, c, d, from, end, to.data, at + i, step);
        } else {
          four(batch.values(), a, b, c, d, from, end, to.data, at + i, step);
        }
      }
    }
    for (int i = 0; rows != null && i < WIDTH; i++) {
      int start = batch.example(block * WIDTH + i) * length;
      int row = rows.at() + (block * WIDTH + i) * rows.length();
      if (batch.pixels() != null) {
        row(batch.pixels(), start, rows.data(), row, length);
      } else {
        row(batch.values(), start, rows.data(), row, length);
      }
    }
  }

  private static void four(
      byte[] x, int a, int b, int c, int d, int from, int end, float[] out, int at, int step) {
    for (int p = from; p < end; p++) {
      int o = at + p * step;
      out[o] = SCALED[x[a + p] & 0xff];
      out[o + 1] = SCALED[x[b + p] & 0xff];
      out[o + 2] = SCALED[x[c + p] & 0xff];
      out[o + 3] = SCALED[x[d + p] & 0xff];
    }
  }

  private static void four(
      double[] x, int a, int b, int c, int d, int from, int end, float[] out, int at, int step) {
    for (int p = from; p < end; p++) {
      int o = at + p * step;
      out[o] = (float) x[a + p];
      out[o + 1] = (float) x[b + p];
      out[o + 2] = (float) x[c + p];
      out[o + 3] = (float) x[d + p];
    }
  }

  private static void row(byte[] x, int start, float[] out, int at, int length) {
    for (int p = 0; p < length; p++) {
      out[at + p] = SCALED[x[start + p] & 0xff];
    }
  }

  private static void row(double[] x, int start, float[] out, int at, int length) {
    for (int p = 0; p < length; p++) {
      out[at + p] = (float) x[start + p];
    }
  }
}
