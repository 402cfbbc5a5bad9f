package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.L;
import static io.github.bnlab.engine.kernels.float32.Lanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * Products with a matrix: {@code out[r][x] = bias[r] + sum over k of w[r][k] * in[x + taps[k]]}.
 * Sums are taken in the order of k, whatever the tile.
 *
 * <p>A tile has {@link Lanes#ROWS} rows, or 2 where fewer are left. Where the number of rows is
 * odd, the last row comes twice.
 *
 * <p>The sums of a tile stay in registers. They are written out one by one, and the loop over k is
 * the only one of its method: vectors that cross the edges of nested loops become objects on JDK
 * 17. It reads copies of the fields: with the fields themselves it takes 5% longer with AVX-512.
 */
final class MatrixProduct {
  private static final float[] ZEROS = new float[Lanes.ROWS];

  private final int rows;
  private final int[] taps;
  private final float[] w;
  private final int[] columns;
  private final int distance;
  private final int bias;

  /**
   * Products with a matrix that is read from an array each time.
   *
   * @param taps where the values start that the weights of each column are multiplied by
   * @param columns where the weights of row 0 are in {@code w}
   * @param distance of two rows in {@code w}
   * @param bias where the bias of row 0 is in {@code w}, or -1 for 0
   */
  MatrixProduct(int rows, int[] taps, float[] w, int[] columns, int distance, int bias) {
    this.rows = rows;
    this.taps = taps;
    this.w = w;
    this.columns = columns;
    this.distance = distance;
    this.bias = bias;
  }

  /** How many rows the tiles have that start at a row. */
  int size(int row) {
    return rows - row >= Lanes.ROWS ? Lanes.ROWS : 2;
  }

  /**
   * Computes the rows of the tiles that start at a row.
   *
   * @param at where x = 0 is in {@code in}
   * @param from the first tap
   * @param to after the last tap
   * @param o where row 0 and x = 0 are in {@code out}
   * @param step distance of two rows in {@code out}
   * @param width how many x, at least a vector
   */
  void compute(
      int row, float[] in, int at, int from, int to, float[] out, int o, int step, int width) {
    int next = Math.min(size(row), rows - row) - 1; // from the first row of two to the second
    float[] b = bias < 0 ? ZEROS : w;
    int b0 = bias < 0 ? 0 : bias + row;
    int b1 = bias < 0 ? 0 : b0 + next;
    int q = row * distance;
    int first = o + row * step;
    int tile = width >= 4 * L ? 4 * L : L;
    for (int x = 0; x < width; x += tile) {
      // The last tile begins earlier where it would end too late: it computes the same again.
      int d = Math.min(x, width - tile);
      int o0 = first + d;
      if (size(row) == 2 && tile == L) {
        twoByOne(in, at + d, from, to, q, next * distance, b, b0, b1, out, o0, next * step);
      } else if (size(row) == 2) {
        twoByFour(in, at + d, from, to, q, next * distance, b, b0, b1, out, o0, next * step);
      } else if (tile == L) {
        sixByOne(in, at + d, from, to, q, b, b0, out, o0, step);
      } else {
        sixByFour(in, at + d, from, to, q, b, b0, out, o0, step);
      }
    }
  }

  private void sixByFour(
      float[] in,
      int at,
      int from,
      int to,
      int q0,
      float[] b,
      int b0,
      float[] out,
      int o,
      int step) {
    FloatVector a00 = FloatVector.broadcast(S, b[b0]);
    FloatVector a01 = a00;
    FloatVector a02 = a00;
    FloatVector a03 = a00;
    FloatVector a10 = FloatVector.broadcast(S, b[b0 + 1]);
    FloatVector a11 = a10;
    FloatVector a12 = a10;
    FloatVector a13 = a10;
    FloatVector a20 = FloatVector.broadcast(S, b[b0 + 2]);
    FloatVector a21 = a20;
    FloatVector a22 = a20;
    FloatVector a23 = a20;
    FloatVector a30 = FloatVector.broadcast(S, b[b0 + 3]);
    FloatVector a31 = a30;
    FloatVector a32 = a30;
    FloatVector a33 = a30;
    FloatVector a40 = FloatVector.broadcast(S, b[b0 + 4]);
    FloatVector a41 = a40;
    FloatVector a42 = a40;
    FloatVector a43 = a40;
    FloatVector a50 = FloatVector.broadcast(S, b[b0 + 5]);
    FloatVector a51 = a50;
    FloatVector a52 = a50;
    FloatVector a53 = a50;
    float[] w = this.w;
    int[] taps = this.taps;
    int[] columns = this.columns;
    int distance = this.distance;
    for (int k = from; k < to; k++) {
      int x = at + taps[k];
      int q = q0 + columns[k];
      FloatVector t0 = FloatVector.fromArray(S, in, x);
      FloatVector t1 = FloatVector.fromArray(S, in, x + L);
      FloatVector t2 = FloatVector.fromArray(S, in, x + 2 * L);
      FloatVector t3 = FloatVector.fromArray(S, in, x + 3 * L);
      FloatVector v = FloatVector.broadcast(S, w[q]);
      a00 = t0.fma(v, a00);
      a01 = t1.fma(v, a01);
      a02 = t2.fma(v, a02);
      a03 = t3.fma(v, a03);
      q += distance;
      v = FloatVector.broadcast(S, w[q]);
      a10 = t0.fma(v, a10);
      a11 = t1.fma(v, a11);
      a12 = t2.fma(v, a12);
      a13 = t3.fma(v, a13);
      q += distance;
      v = FloatVector.broadcast(S, w[q]);
      a20 = t0.fma(v, a20);
      a21 = t1.fma(v, a21);
      a22 = t2.fma(v, a22);
      a23 = t3.fma(v, a23);
      q += distance;
      v = FloatVector.broadcast(S, w[q]);
      a30 = t0.fma(v, a30);
      a31 = t1.fma(v, a31);
      a32 = t2.fma(v, a32);
      a33 = t3.fma(v, a33);
      q += distance;
      v = FloatVector.broadcast(S, w[q]);
      a40 = t0.fma(v, a40);
      a41 = t1.fma(v, a41);
      a42 = t2.fma(v, a42);
      a43 = t3.fma(v, a43);
      q += distance;
      v = FloatVector.broadcast(S, w[q]);
      a50 = t0.fma(v, a50);
      a51 = t1.fma(v, a51);
      a52 = t2.fma(v, a52);
      a53 = t3.fma(v, a53);
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
    a50.intoArray(out, o + 5 * step);
    a51.intoArray(out, o + 5 * step + L);
    a52.intoArray(out, o + 5 * step + 2 * L);
    a53.intoArray(out, o + 5 * step + 3 * L);
  }

  private void twoByFour(
      float[] in,
      int at,
      int from,
      int to,
      int q0,
      int nextRow,
      float[] b,
      int b0,
      int b1,
      float[] out,
      int o,
      int nextOut) {
    FloatVector a00 = FloatVector.broadcast(S, b[b0]);
    FloatVector a01 = a00;
    FloatVector a02 = a00;
    FloatVector a03 = a00;
    FloatVector a10 = FloatVector.broadcast(S, b[b1]);
    FloatVector a11 = a10;
    FloatVector a12 = a10;
    FloatVector a13 = a10;
    float[] w = this.w;
    int[] taps = this.taps;
    int[] columns = this.columns;
    for (int k = from; k < to; k++) {
      int x = at + taps[k];
      int q = q0 + columns[k];
      FloatVector t0 = FloatVector.fromArray(S, in, x);
      FloatVector t1 = FloatVector.fromArray(S, in, x + L);
      FloatVector t2 = FloatVector.fromArray(S, in, x + 2 * L);
      FloatVector t3 = FloatVector.fromArray(S, in, x + 3 * L);
      FloatVector v = FloatVector.broadcast(S, w[q]);
      a00 = t0.fma(v, a00);
      a01 = t1.fma(v, a01);
      a02 = t2.fma(v, a02);
      a03 = t3.fma(v, a03);
      v = FloatVector.broadcast(S, w[q + nextRow]);
      a10 = t0.fma(v, a10);
      a11 = t1.fma(v, a11);
      a12 = t2.fma(v, a12);
      a13 = t3.fma(v, a13);
    }
    a00.intoArray(out, o);
    a01.intoArray(out, o + L);
    a02.intoArray(out, o + 2 * L);
    a03.intoArray(out, o + 3 * L);
    a10.intoArray(out, o + nextOut);
    a11.intoArray(out, o + nextOut + L);
    a12.intoArray(out, o + nextOut + 2 * L);
    a13.intoArray(out, o + nextOut + 3 * L);
  }

  private void sixByOne(
      float[] in,
      int at,
      int from,
      int to,
      int q0,
      float[] b,
      int b0,
      float[] out,
      int o,
      int step) {
    FloatVector a00 = FloatVector.broadcast(S, b[b0]);
    FloatVector a10 = FloatVector.broadcast(S, b[b0 + 1]);
    FloatVector a20 = FloatVector.broadcast(S, b[b0 + 2]);
    FloatVector a30 = FloatVector.broadcast(S, b[b0 + 3]);
    FloatVector a40 = FloatVector.broadcast(S, b[b0 + 4]);
    FloatVector a50 = FloatVector.broadcast(S, b[b0 + 5]);
    float[] w = this.w;
    int[] taps = this.taps;
    int[] columns = this.columns;
    int distance = this.distance;
    for (int k = from; k < to; k++) {
      int x = at + taps[k];
      int q = q0 + columns[k];
      FloatVector t0 = FloatVector.fromArray(S, in, x);
      FloatVector v = FloatVector.broadcast(S, w[q]);
      a00 = t0.fma(v, a00);
      q += distance;
      v = FloatVector.broadcast(S, w[q]);
      a10 = t0.fma(v, a10);
      q += distance;
      v = FloatVector.broadcast(S, w[q]);
      a20 = t0.fma(v, a20);
      q += distance;
      v = FloatVector.broadcast(S, w[q]);
      a30 = t0.fma(v, a30);
      q += distance;
      v = FloatVector.broadcast(S, w[q]);
      a40 = t0.fma(v, a40);
      q += distance;
      v = FloatVector.broadcast(S, w[q]);
      a50 = t0.fma(v, a50);
    }
    a00.intoArray(out, o);
    a10.intoArray(out, o + step);
    a20.intoArray(out, o + 2 * step);
    a30.intoArray(out, o + 3 * step);
    a40.intoArray(out, o + 4 * step);
    a50.intoArray(out, o + 5 * step);
  }

  private void twoByOne(
      float[] in,
      int at,
      int from,
      int to,
      int q0,
      int nextRow,
      float[] b,
      int b0,
      int b1,
      float[] out,
      int o,
      int nextOut) {
    FloatVector a00 = FloatVector.broadcast(S, b[b0]);
    FloatVector a10 = FloatVector.broadcast(S, b[b1]);
    float[] w = this.w;
    int[] taps = this.taps;
    int[] columns = this.columns;
    for (int k = from; k < to; k++) {
      int x = at + taps[k];
      int q = q0 + columns[k];
      FloatVector t0 = FloatVector.fromArray(S, in, x);
      FloatVector v = FloatVector.broadcast(S, w[q]);
      a00 = t0.fma(v, a00);
      v = FloatVector.broadcast(S, w[q + nextRow]);
      a10 = t0.fma(v, a10);
    }
    a00.intoArray(out, o);
    a10.intoArray(out, o + nextOut);
  }
}
