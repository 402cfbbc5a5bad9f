package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.L;
import static io.github.bnlab.engine.kernels.float32.Lanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * A matrix and its products: {@code out[r][x] = bias[r] + sum over k of w[r][k] * in[x + taps[k]]}.
 * Sums are taken in the order of k, whatever the tile.
 *
 * <p>The rows are packed as they are read, in panels of {@link Lanes#ROWS} rows, and of 2 for what
 * is left. A panel has the biases of its rows, then for each tap their weights. Where the number of
 * rows is odd, the last row comes twice.
 *
 * <p>The sums of a tile stay in registers. They are written out one by one, and the loop over k is
 * the only one of its method: vectors that cross the edges of nested loops become objects on JDK
 * 17.
 */
final class Panels {
  private final int rows;
  private final int[] taps;
  private final int[] columns;
  private final float[] data;

  /**
   * A matrix of zeros.
   *
   * @param taps where the values start that the weights of each column are multiplied by
   * @param columns where they are in a row of the weights that are packed
   */
  Panels(int rows, int[] taps, int[] columns) {
    this.rows = rows;
    this.taps = taps;
    this.columns = columns;
    data = new float[(rows + 1) / 2 * 2 * (taps.length + 1)];
  }

  /** How many rows the panel has that starts at a row. */
  int size(int row) {
    return rows - row >= Lanes.ROWS ? Lanes.ROWS : 2;
  }

  /**
   * Packs the panels of some rows, which start and end with one.
   *
   * @param w weights: row r starts at {@code at + r * step}
   * @param biases where the bias of row 0 is in w, or -1 for 0
   */
  void pack(float[] w, int at, int step, int biases, int from, int to) {
    for (int row = from; row < to; row += size(row)) {
      int size = size(row);
      int start = row * (taps.length + 1);
      for (int i = 0; i < size; i++) {
        int source = Math.min(row + i, rows - 1);
        data[start + i] = biases < 0 ? 0 : w[biases + source];
      }
      if (size == 2) {
        packTwo(w, at + row * step, Math.min(1, rows - 1 - row) * step, start + 2);
      } else {
        packSix(w, at + row * step, step, start + 6);
      }
    }
  }

  private void packTwo(float[] w, int at, int step, int to) {
    for (int k = 0; k < columns.length; k++) {
      int from = at + columns[k];
      data[to + 2 * k] = w[from];
      data[to + 2 * k + 1] = w[from + step];
    }
  }

  private void packSix(float[] w, int at, int step, int to) {
    for (int k = 0; k < columns.length; k++) {
      int from = at + columns[k];
      int o = to + 6 * k;
      data[o] = w[from];
      data[o + 1] = w[from + step];
      data[o + 2] = w[from + 2 * step];
      data[o + 3] = w[from + 3 * step];
      data[o + 4] = w[from + 4 * step];
      data[o + 5] = w[from + 5 * step];
    }
  }

  /**
   * Computes the rows of the panel that starts at a row.
   *
   * @param at where x = 0 is in {@code in}
   * @param from the first tap
   * @param to after the last tap
   * @param o where row 0 and x = 0 are in {@code out}
   * @param step distance of two rows in {@code out}
   * @param width how many x, at least a vector
   */
  void multiply(
      int row, float[] in, int at, int from, int to, float[] out, int o, int step, int width) {
    int start = row * (taps.length + 1);
    int last = (Math.min(size(row), rows - row) - 1) * step;
    boolean many = size(row) != 2;
    int first = o + row * step;
    int tile = width >= 4 * L ? 4 * L : L;
    for (int x = 0; x < width; x += tile) {
      // The last tile begins earlier where it would end too late: it computes the same again.
      int d = Math.min(x, width - tile);
      if (tile == L && many) {
        sixByOne(in, at + d, from, to, start, out, first + d, step, last);
      } else if (tile == L) {
        twoByOne(in, at + d, from, to, start, out, first + d, last);
      } else if (many) {
        sixByFour(in, at + d, from, to, start, out, first + d, step, last);
      } else {
        twoByFour(in, at + d, from, to, start, out, first + d, last);
      }
    }
  }

  private void sixByFour(
      float[] in, int at, int from, int to, int start, float[] out, int o, int step, int last) {
    FloatVector a00 = FloatVector.broadcast(S, data[start]);
    FloatVector a01 = a00;
    FloatVector a02 = a00;
    FloatVector a03 = a00;
    FloatVector a10 = FloatVector.broadcast(S, data[start + 1]);
    FloatVector a11 = a10;
    FloatVector a12 = a10;
    FloatVector a13 = a10;
    FloatVector a20 = FloatVector.broadcast(S, data[start + 2]);
    FloatVector a21 = a20;
    FloatVector a22 = a20;
    FloatVector a23 = a20;
    FloatVector a30 = FloatVector.broadcast(S, data[start + 3]);
    FloatVector a31 = a30;
    FloatVector a32 = a30;
    FloatVector a33 = a30;
    FloatVector a40 = FloatVector.broadcast(S, data[start + 4]);
    FloatVector a41 = a40;
    FloatVector a42 = a40;
    FloatVector a43 = a40;
    FloatVector a50 = FloatVector.broadcast(S, data[start + 5]);
    FloatVector a51 = a50;
    FloatVector a52 = a50;
    FloatVector a53 = a50;
    for (int k = from; k < to; k++) {
      int x = at + taps[k];
      int q = start + (k + 1) * 6;
      FloatVector t0 = FloatVector.fromArray(S, in, x);
      FloatVector t1 = FloatVector.fromArray(S, in, x + L);
      FloatVector t2 = FloatVector.fromArray(S, in, x + 2 * L);
      FloatVector t3 = FloatVector.fromArray(S, in, x + 3 * L);
      FloatVector w = FloatVector.broadcast(S, data[q]);
      a00 = t0.fma(w, a00);
      a01 = t1.fma(w, a01);
      a02 = t2.fma(w, a02);
      a03 = t3.fma(w, a03);
      w = FloatVector.broadcast(S, data[q + 1]);
      a10 = t0.fma(w, a10);
      a11 = t1.fma(w, a11);
      a12 = t2.fma(w, a12);
      a13 = t3.fma(w, a13);
      w = FloatVector.broadcast(S, data[q + 2]);
      a20 = t0.fma(w, a20);
      a21 = t1.fma(w, a21);
      a22 = t2.fma(w, a22);
      a23 = t3.fma(w, a23);
      w = FloatVector.broadcast(S, data[q + 3]);
      a30 = t0.fma(w, a30);
      a31 = t1.fma(w, a31);
      a32 = t2.fma(w, a32);
      a33 = t3.fma(w, a33);
      w = FloatVector.broadcast(S, data[q + 4]);
      a40 = t0.fma(w, a40);
      a41 = t1.fma(w, a41);
      a42 = t2.fma(w, a42);
      a43 = t3.fma(w, a43);
      w = FloatVector.broadcast(S, data[q + 5]);
      a50 = t0.fma(w, a50);
      a51 = t1.fma(w, a51);
      a52 = t2.fma(w, a52);
      a53 = t3.fma(w, a53);
    }
    a00.intoArray(out, o);
    a01.intoArray(out, o + L);
    a02.intoArray(out, o + 2 * L);
    a03.intoArray(out, o + 3 * L);
    a10.intoArray(out, o + step);
    a11.intoArray(out, o + step + L);
    a12.intoArray(out, o + step + 2 * L);
    a13.intoArray(out, o + step + 3 * L);
    a20.intoArray(out, o + 2 * step);
    a21.intoArray(out, o + 2 * step + L);
    a22.intoArray(out, o + 2 * step + 2 * L);
    a23.intoArray(out, o + 2 * step + 3 * L);
    a30.intoArray(out, o + 3 * step);
    a31.intoArray(out, o + 3 * step + L);
    a32.intoArray(out, o + 3 * step + 2 * L);
    a33.intoArray(out, o + 3 * step + 3 * L);
    a40.intoArray(out, o + 4 * step);
    a41.intoArray(out, o + 4 * step + L);
    a42.intoArray(out, o + 4 * step + 2 * L);
    a43.intoArray(out, o + 4 * step + 3 * L);
    a50.intoArray(out, o + last);
    a51.intoArray(out, o + last + L);
    a52.intoArray(out, o + last + 2 * L);
    a53.intoArray(out, o + last + 3 * L);
  }

  private void twoByFour(
      float[] in, int at, int from, int to, int start, float[] out, int o, int last) {
    FloatVector a00 = FloatVector.broadcast(S, data[start]);
    FloatVector a01 = a00;
    FloatVector a02 = a00;
    FloatVector a03 = a00;
    FloatVector a10 = FloatVector.broadcast(S, data[start + 1]);
    FloatVector a11 = a10;
    FloatVector a12 = a10;
    FloatVector a13 = a10;
    for (int k = from; k < to; k++) {
      int x = at + taps[k];
      int q = start + (k + 1) * 2;
      FloatVector t0 = FloatVector.fromArray(S, in, x);
      FloatVector t1 = FloatVector.fromArray(S, in, x + L);
      FloatVector t2 = FloatVector.fromArray(S, in, x + 2 * L);
      FloatVector t3 = FloatVector.fromArray(S, in, x + 3 * L);
      FloatVector w = FloatVector.broadcast(S, data[q]);
      a00 = t0.fma(w, a00);
      a01 = t1.fma(w, a01);
      a02 = t2.fma(w, a02);
      a03 = t3.fma(w, a03);
      w = FloatVector.broadcast(S, data[q + 1]);
      a10 = t0.fma(w, a10);
      a11 = t1.fma(w, a11);
      a12 = t2.fma(w, a12);
      a13 = t3.fma(w, a13);
    }
    a00.intoArray(out, o);
    a01.intoArray(out, o + L);
    a02.intoArray(out, o + 2 * L);
    a03.intoArray(out, o + 3 * L);
    a10.intoArray(out, o + last);
    a11.intoArray(out, o + last + L);
    a12.intoArray(out, o + last + 2 * L);
    a13.intoArray(out, o + last + 3 * L);
  }

  private void sixByOne(
      float[] in, int at, int from, int to, int start, float[] out, int o, int step, int last) {
    FloatVector a00 = FloatVector.broadcast(S, data[start]);
    FloatVector a10 = FloatVector.broadcast(S, data[start + 1]);
    FloatVector a20 = FloatVector.broadcast(S, data[start + 2]);
    FloatVector a30 = FloatVector.broadcast(S, data[start + 3]);
    FloatVector a40 = FloatVector.broadcast(S, data[start + 4]);
    FloatVector a50 = FloatVector.broadcast(S, data[start + 5]);
    for (int k = from; k < to; k++) {
      int x = at + taps[k];
      int q = start + (k + 1) * 6;
      FloatVector t0 = FloatVector.fromArray(S, in, x);
      FloatVector w = FloatVector.broadcast(S, data[q]);
      a00 = t0.fma(w, a00);
      w = FloatVector.broadcast(S, data[q + 1]);
      a10 = t0.fma(w, a10);
      w = FloatVector.broadcast(S, data[q + 2]);
      a20 = t0.fma(w, a20);
      w = FloatVector.broadcast(S, data[q + 3]);
      a30 = t0.fma(w, a30);
      w = FloatVector.broadcast(S, data[q + 4]);
      a40 = t0.fma(w, a40);
      w = FloatVector.broadcast(S, data[q + 5]);
      a50 = t0.fma(w, a50);
    }
    a00.intoArray(out, o);
    a10.intoArray(out, o + step);
    a20.intoArray(out, o + 2 * step);
    a30.intoArray(out, o + 3 * step);
    a40.intoArray(out, o + 4 * step);
    a50.intoArray(out, o + last);
  }

  private void twoByOne(
      float[] in, int at, int from, int to, int start, float[] out, int o, int last) {
    FloatVector a00 = FloatVector.broadcast(S, data[start]);
    FloatVector a10 = FloatVector.broadcast(S, data[start + 1]);
    for (int k = from; k < to; k++) {
      int x = at + taps[k];
      int q = start + (k + 1) * 2;
      FloatVector t0 = FloatVector.fromArray(S, in, x);
      FloatVector w = FloatVector.broadcast(S, data[q]);
      a00 = t0.fma(w, a00);
      w = FloatVector.broadcast(S, data[q + 1]);
      a10 = t0.fma(w, a10);
    }
    a00.intoArray(out, o);
    a10.intoArray(out, o + last);
  }
}
