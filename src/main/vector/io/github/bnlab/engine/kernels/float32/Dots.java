package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.L;
import static io.github.bnlab.engine.kernels.float32.Lanes.S;
import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * Dot products, lane by lane, of a few channels z with a few shifts of x over some pixels: {@code
 * sums[r][c] += sum over p of z[r][p] * x[c + pixels[p]]}, with 16 lanes each. They are the weight
 * gradients of a convolution.
 */
final class Dots {
  private Dots() {}

  /** How many rows of z a tile takes that starts with so many left. */
  static int rows(int left) {
    return left >= Lanes.ROWS ? Lanes.ROWS : 2;
  }

  /**
   * Adds what the pixels contribute.
   *
   * @param z0 where row 0 of the tile is in z
   * @param step distance of two rows of z
   * @param valid rows of z from there on: a tile takes as many as {@link #rows} says
   * @param x0 where x starts
   * @param shifts of the four columns
   * @param k the first of the four columns; beyond the last one, that one counts again
   * @param s where the sums of the first row and of column 0 are
   * @param row distance of two rows of sums
   */
  static void add(
      float[] z,
      int z0,
      int step,
      int valid,
      float[] x,
      int x0,
      int[] shifts,
      int k,
      int[] pixels,
      float[] sums,
      int s,
      int row) {
    int rows = rows(valid);
    int k1 = Math.min(k + 1, shifts.length - 1);
    int k2 = Math.min(k + 2, shifts.length - 1);
    int k3 = Math.min(k + 3, shifts.length - 1);
    int last = (Math.min(rows, valid) - 1) * step;
    int lastRow = (Math.min(rows, valid) - 1) * row;
    for (int h = 0; h < WIDTH; h += L) {
      int y0 = x0 + shifts[k] + h;
      int y1 = x0 + shifts[k1] + h;
      int y2 = x0 + shifts[k2] + h;
      int y3 = x0 + shifts[k3] + h;
      int s0 = s + k * WIDTH + h;
      int s1 = s + k1 * WIDTH + h;
      int s2 = s + k2 * WIDTH + h;
      int s3 = s + k3 * WIDTH + h;
      if (rows == 2) {
        twoByFour(z, z0 + h, last, x, y0, y1, y2, y3, pixels, sums, s0, s1, s2, s3, lastRow);
      } else {
        sixByFour(z, z0 + h, step, x, y0, y1, y2, y3, pixels, sums, s0, s1, s2, s3, row);
      }
    }
  }

  private static void sixByFour(
      float[] z,
      int z0,
      int step,
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      int[] pixels,
      float[] sums,
      int s0,
      int s1,
      int s2,
      int s3,
      int row) {
    FloatVector a00 = FloatVector.fromArray(S, sums, s0);
    FloatVector a01 = FloatVector.fromArray(S, sums, s1);
    FloatVector a02 = FloatVector.fromArray(S, sums, s2);
    FloatVector a03 = FloatVector.fromArray(S, sums, s3);
    FloatVector a10 = FloatVector.fromArray(S, sums, s0 + row);
    FloatVector a11 = FloatVector.fromArray(S, sums, s1 + row);
    FloatVector a12 = FloatVector.fromArray(S, sums, s2 + row);
    FloatVector a13 = FloatVector.fromArray(S, sums, s3 + row);
    FloatVector a20 = FloatVector.fromArray(S, sums, s0 + 2 * row);
    FloatVector a21 = FloatVector.fromArray(S, sums, s1 + 2 * row);
    FloatVector a22 = FloatVector.fromArray(S, sums, s2 + 2 * row);
    FloatVector a23 = FloatVector.fromArray(S, sums, s3 + 2 * row);
    FloatVector a30 = FloatVector.fromArray(S, sums, s0 + 3 * row);
    FloatVector a31 = FloatVector.fromArray(S, sums, s1 + 3 * row);
    FloatVector a32 = FloatVector.fromArray(S, sums, s2 + 3 * row);
    FloatVector a33 = FloatVector.fromArray(S, sums, s3 + 3 * row);
    FloatVector a40 = FloatVector.fromArray(S, sums, s0 + 4 * row);
    FloatVector a41 = FloatVector.fromArray(S, sums, s1 + 4 * row);
    FloatVector a42 = FloatVector.fromArray(S, sums, s2 + 4 * row);
    FloatVector a43 = FloatVector.fromArray(S, sums, s3 + 4 * row);
    FloatVector a50 = FloatVector.fromArray(S, sums, s0 + 5 * row);
    FloatVector a51 = FloatVector.fromArray(S, sums, s1 + 5 * row);
    FloatVector a52 = FloatVector.fromArray(S, sums, s2 + 5 * row);
    FloatVector a53 = FloatVector.fromArray(S, sums, s3 + 5 * row);
    for (int p = 0; p < pixels.length; p++) {
      int d = z0 + p * WIDTH;
      int e = pixels[p];
      FloatVector t0 = FloatVector.fromArray(S, x, x0 + e);
      FloatVector t1 = FloatVector.fromArray(S, x, x1 + e);
      FloatVector t2 = FloatVector.fromArray(S, x, x2 + e);
      FloatVector t3 = FloatVector.fromArray(S, x, x3 + e);
      FloatVector r = FloatVector.fromArray(S, z, d);
      a00 = t0.fma(r, a00);
      a01 = t1.fma(r, a01);
      a02 = t2.fma(r, a02);
      a03 = t3.fma(r, a03);
      r = FloatVector.fromArray(S, z, d + step);
      a10 = t0.fma(r, a10);
      a11 = t1.fma(r, a11);
      a12 = t2.fma(r, a12);
      a13 = t3.fma(r, a13);
      r = FloatVector.fromArray(S, z, d + 2 * step);
      a20 = t0.fma(r, a20);
      a21 = t1.fma(r, a21);
      a22 = t2.fma(r, a22);
      a23 = t3.fma(r, a23);
      r = FloatVector.fromArray(S, z, d + 3 * step);
      a30 = t0.fma(r, a30);
      a31 = t1.fma(r, a31);
      a32 = t2.fma(r, a32);
      a33 = t3.fma(r, a33);
      r = FloatVector.fromArray(S, z, d + 4 * step);
      a40 = t0.fma(r, a40);
      a41 = t1.fma(r, a41);
      a42 = t2.fma(r, a42);
      a43 = t3.fma(r, a43);
      r = FloatVector.fromArray(S, z, d + 5 * step);
      a50 = t0.fma(r, a50);
      a51 = t1.fma(r, a51);
      a52 = t2.fma(r, a52);
      a53 = t3.fma(r, a53);
    }
    a00.intoArray(sums, s0);
    a01.intoArray(sums, s1);
    a02.intoArray(sums, s2);
    a03.intoArray(sums, s3);
    a10.intoArray(sums, s0 + row);
    a11.intoArray(sums, s1 + row);
    a12.intoArray(sums, s2 + row);
    a13.intoArray(sums, s3 + row);
    a20.intoArray(sums, s0 + 2 * row);
    a21.intoArray(sums, s1 + 2 * row);
    a22.intoArray(sums, s2 + 2 * row);
    a23.intoArray(sums, s3 + 2 * row);
    a30.intoArray(sums, s0 + 3 * row);
    a31.intoArray(sums, s1 + 3 * row);
    a32.intoArray(sums, s2 + 3 * row);
    a33.intoArray(sums, s3 + 3 * row);
    a40.intoArray(sums, s0 + 4 * row);
    a41.intoArray(sums, s1 + 4 * row);
    a42.intoArray(sums, s2 + 4 * row);
    a43.intoArray(sums, s3 + 4 * row);
    a50.intoArray(sums, s0 + 5 * row);
    a51.intoArray(sums, s1 + 5 * row);
    a52.intoArray(sums, s2 + 5 * row);
    a53.intoArray(sums, s3 + 5 * row);
  }

  private static void twoByFour(
      float[] z,
      int z0,
      int last,
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      int[] pixels,
      float[] sums,
      int s0,
      int s1,
      int s2,
      int s3,
      int lastRow) {
    FloatVector a00 = FloatVector.fromArray(S, sums, s0);
    FloatVector a01 = FloatVector.fromArray(S, sums, s1);
    FloatVector a02 = FloatVector.fromArray(S, sums, s2);
    FloatVector a03 = FloatVector.fromArray(S, sums, s3);
    FloatVector a10 = FloatVector.fromArray(S, sums, s0 + lastRow);
    FloatVector a11 = FloatVector.fromArray(S, sums, s1 + lastRow);
    FloatVector a12 = FloatVector.fromArray(S, sums, s2 + lastRow);
    FloatVector a13 = FloatVector.fromArray(S, sums, s3 + lastRow);
    for (int p = 0; p < pixels.length; p++) {
      int d = z0 + p * WIDTH;
      int e = pixels[p];
      FloatVector t0 = FloatVector.fromArray(S, x, x0 + e);
      FloatVector t1 = FloatVector.fromArray(S, x, x1 + e);
      FloatVector t2 = FloatVector.fromArray(S, x, x2 + e);
      FloatVector t3 = FloatVector.fromArray(S, x, x3 + e);
      FloatVector r = FloatVector.fromArray(S, z, d);
      a00 = t0.fma(r, a00);
      a01 = t1.fma(r, a01);
      a02 = t2.fma(r, a02);
      a03 = t3.fma(r, a03);
      r = FloatVector.fromArray(S, z, d + last);
      a10 = t0.fma(r, a10);
      a11 = t1.fma(r, a11);
      a12 = t2.fma(r, a12);
      a13 = t3.fma(r, a13);
    }
    a00.intoArray(sums, s0);
    a01.intoArray(sums, s1);
    a02.intoArray(sums, s2);
    a03.intoArray(sums, s3);
    a10.intoArray(sums, s0 + lastRow);
    a11.intoArray(sums, s1 + lastRow);
    a12.intoArray(sums, s2 + lastRow);
    a13.intoArray(sums, s3 + lastRow);
  }
}
