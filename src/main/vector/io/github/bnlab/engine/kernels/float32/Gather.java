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

  private final Tensor to;
  private final Rows rows;
  private final int[][] scratch;

  /**
   * Room for examples one after the other.
   *
   * @param data where
   * @param at where the first one starts
   * @param length distance of two of them
   */
  record Rows(float[] data, int at, int length) {}

  /**
   * Fills a tensor, and rows as well.
   *
   * @param rows null where they are not asked for
   */
  Gather(Tensor to, Rows rows, int threads) {
    this.to = to;
    this.rows = rows;
    scratch = new int[threads][Pixels.scratch(to.size())];
  }

  /** Puts a block of examples where they belong. */
  void fill(Batch batch, int block, int thread) {
    int length = batch.length();
    int first = block * WIDTH;
    int done = 0;
    if (batch.pixels() != null) {
      done = Pixels.lanes(batch, first, scratch[thread], to.data, to.start(block), to.step());
    }
    for (int from = done; from < length; from += Tensor.CHUNK) {
      for (int i = 0; i < WIDTH; i += 4) {
        four(batch, first + i, from, Math.min(length, from + Tensor.CHUNK), to.start(block) + i);
      }
    }
    for (int i = first; rows != null && i < first + WIDTH; i++) {
      row(batch, i);
    }
  }

  private void four(Batch batch, int i, int from, int end, int at) {
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

  private void row(Batch batch, int i) {
    byte[] pixels = batch.pixels();
    int length = batch.length();
    int from = batch.example(i) * length;
    int at = rows.at() + i * rows.length();
    int done = pixels == null ? 0 : Pixels.row(pixels, from, length, rows.data(), at);
    for (int p = done; p < length; p++) {
      rows.data()[at + p] = value(pixels, batch.values(), from + p);
    }
  }

  private static float value(byte[] pixels, double[] values, int at) {
    return pixels == null ? (float) values[at] : SCALED[pixels[at] & 0xff];
  }
}
