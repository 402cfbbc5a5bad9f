package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.L;
import static io.github.bnlab.engine.kernels.float32.Lanes.S;
import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * Sums over the values of a channel in a block. Each of 16 lanes has four sums, which pixels go to
 * in turn; then the four are added, and the lanes, in double, in order: the same on every machine.
 */
final class Sums {
  private static final int TURN = 4 * WIDTH;

  private Sums() {}

  /**
   * {@code sum (x - shift) (y - shift of y)} over the lanes of weight 1; of {@code x - shift} alone
   * where {@code y} is null.
   */
  static double of(
      Tensor x,
      int block,
      int channel,
      float shift,
      Tensor y,
      float shiftY,
      float[] lastLanes,
      float[] scratch) {
    int full = x.fullPixels(block) * WIDTH;
    int at = x.at(block, channel);
    int atY = y == null ? 0 : y.at(block, channel);
    float[] other = y == null ? null : y.data;
    double sum = sum(x.data, at, full, shift, other, atY, shiftY, scratch, null);
    if (full == x.run()) {
      return sum;
    }
    return sum
        + sum(
            x.data,
            at + full,
            x.run() - full,
            shift,
            other,
            atY + full,
            shiftY,
            scratch,
            lastLanes);
  }

  /** The same of a run of pixels; {@code weights} of the lanes, or null. */
  static double sum(
      float[] x,
      int at,
      int length,
      float shift,
      float[] y,
      int atY,
      float shiftY,
      float[] scratch,
      float[] weights) {
    if (length == 0) {
      return 0;
    }
    for (int h = 0; h < WIDTH; h += L) {
      if (y == null) {
        plain(x, at + h, length, shift, scratch, h);
      } else {
        products(x, at + h, length, shift, y, atY + h, shiftY, scratch, h);
      }
    }
    double sum = 0;
    for (int i = 0; i < WIDTH; i++) {
      sum += weights == null ? scratch[i] : weights[i] == 0 ? 0 : scratch[i];
    }
    return sum;
  }

  private static void plain(float[] x, int at, int length, float shift, float[] out, int o) {
    FloatVector m = FloatVector.broadcast(S, shift);
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = 0;
    for (; i + TURN <= length; i += TURN) {
      a = a.add(FloatVector.fromArray(S, x, at + i).sub(m));
      b = b.add(FloatVector.fromArray(S, x, at + i + WIDTH).sub(m));
      c = c.add(FloatVector.fromArray(S, x, at + i + 2 * WIDTH).sub(m));
      d = d.add(FloatVector.fromArray(S, x, at + i + 3 * WIDTH).sub(m));
    }
    a = a.add(b).add(c.add(d));
    for (; i < length; i += WIDTH) {
      a = a.add(FloatVector.fromArray(S, x, at + i).sub(m));
    }
    a.intoArray(out, o);
  }

  private static void products(
      float[] x,
      int at,
      int length,
      float shift,
      float[] y,
      int atY,
      float shiftY,
      float[] out,
      int o) {
    FloatVector m = FloatVector.broadcast(S, shift);
    FloatVector n = FloatVector.broadcast(S, shiftY);
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = 0;
    for (; i + TURN <= length; i += TURN) {
      int p = at + i;
      int q = atY + i;
      FloatVector t = FloatVector.fromArray(S, x, p).sub(m);
      a = t.fma(FloatVector.fromArray(S, y, q).sub(n), a);
      t = FloatVector.fromArray(S, x, p + WIDTH).sub(m);
      b = t.fma(FloatVector.fromArray(S, y, q + WIDTH).sub(n), b);
      t = FloatVector.fromArray(S, x, p + 2 * WIDTH).sub(m);
      c = t.fma(FloatVector.fromArray(S, y, q + 2 * WIDTH).sub(n), c);
      t = FloatVector.fromArray(S, x, p + 3 * WIDTH).sub(m);
      d = t.fma(FloatVector.fromArray(S, y, q + 3 * WIDTH).sub(n), d);
    }
    a = a.add(b).add(c.add(d));
    for (; i < length; i += WIDTH) {
      FloatVector t = FloatVector.fromArray(S, x, at + i).sub(m);
      a = t.fma(FloatVector.fromArray(S, y, atY + i).sub(n), a);
    }
    a.intoArray(out, o);
  }
}
