package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.L;
import static io.github.bnlab.engine.kernels.float32.Lanes.S;
import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Operations on runs of values; lengths are multiples of 16. */
final class Elementwise {
  private Elementwise() {}

  /** {@code out = a + scale * b}. */
  static void add(float[] a, int i, float[] b, int j, float scale, float[] out, int o, int length) {
    FloatVector s = FloatVector.broadcast(S, scale);
    for (int k = 0; k < length; k += L) {
      FloatVector.fromArray(S, b, j + k)
          .fma(s, FloatVector.fromArray(S, a, i + k))
          .intoArray(out, o + k);
    }
  }

  /** {@code out = a * b}. */
  static void multiply(float[] a, int i, float[] b, int j, float[] out, int o, int length) {
    for (int k = 0; k < length; k += L) {
      FloatVector.fromArray(S, a, i + k)
          .mul(FloatVector.fromArray(S, b, j + k))
          .intoArray(out, o + k);
    }
  }

  /** {@code out = a * scale + shift}. */
  static void affine(float[] a, int i, float scale, float shift, float[] out, int o, int length) {
    FloatVector s = FloatVector.broadcast(S, scale);
    FloatVector t = FloatVector.broadcast(S, shift);
    for (int k = 0; k < length; k += L) {
      FloatVector.fromArray(S, a, i + k).fma(s, t).intoArray(out, o + k);
    }
  }

  /** The same with scales and shifts for 16 lanes: the same every 16 values, or the next ones. */
  static void affine(
      float[] a,
      int i,
      float[] scale,
      int s,
      float[] shift,
      int t,
      boolean next,
      float[] out,
      int o,
      int length) {
    if (next) {
      for (int k = 0; k < length; k += L) {
        FloatVector u = FloatVector.fromArray(S, scale, s + k);
        FloatVector v = FloatVector.fromArray(S, shift, t + k);
        FloatVector.fromArray(S, a, i + k).fma(u, v).intoArray(out, o + k);
      }
      return;
    }
    for (int h = 0; h < WIDTH; h += L) {
      affineOfLane(a, i + h, scale, s + h, shift, t + h, out, o + h, length);
    }
  }

  private static void affineOfLane(
      float[] a,
      int i,
      float[] scale,
      int s,
      float[] shift,
      int t,
      float[] out,
      int o,
      int length) {
    FloatVector u = FloatVector.fromArray(S, scale, s);
    FloatVector v = FloatVector.fromArray(S, shift, t);
    for (int k = 0; k < length; k += WIDTH) {
      FloatVector.fromArray(S, a, i + k).fma(u, v).intoArray(out, o + k);
    }
  }

  /** {@code out = (a - mean) * scale + shift}. */
  static void normalize(
      float[] a, int i, float mean, float scale, float shift, float[] out, int o, int length) {
    FloatVector m = FloatVector.broadcast(S, mean);
    FloatVector s = FloatVector.broadcast(S, scale);
    FloatVector t = FloatVector.broadcast(S, shift);
    for (int k = 0; k < length; k += L) {
      FloatVector.fromArray(S, a, i + k).sub(m).fma(s, t).intoArray(out, o + k);
    }
  }

  /** {@code dy = (a - mean) * scale + dy * factor + shift}. */
  static void normalizeGradient(
      float[] a,
      int i,
      float mean,
      float scale,
      float[] dy,
      int j,
      float factor,
      float shift,
      int length) {
    FloatVector m = FloatVector.broadcast(S, mean);
    FloatVector s = FloatVector.broadcast(S, scale);
    FloatVector f = FloatVector.broadcast(S, factor);
    FloatVector t = FloatVector.broadcast(S, shift);
    for (int k = 0; k < length; k += L) {
      FloatVector rest = FloatVector.fromArray(S, dy, j + k).fma(f, t);
      FloatVector.fromArray(S, a, i + k).sub(m).fma(s, rest).intoArray(dy, j + k);
    }
  }

  /** {@code out = 1 / (1 + exp(-a))}. */
  static void sigmoid(float[] a, int i, float[] out, int o, int length) {
    FloatVector one = FloatVector.broadcast(S, 1f);
    for (int k = 0; k < length; k += L) {
      FloatVector e = Exp.of(FloatVector.fromArray(S, a, i + k).neg());
      one.div(e.add(one)).intoArray(out, o + k);
    }
  }

  /** {@code dy = dy * y * (1 - y)}. */
  static void sigmoidGradient(float[] y, int i, float[] dy, int j, int length) {
    for (int k = 0; k < length; k += L) {
      FloatVector v = FloatVector.fromArray(S, y, i + k);
      FloatVector slope = v.sub(v.mul(v));
      FloatVector.fromArray(S, dy, j + k).mul(slope).intoArray(dy, j + k);
    }
  }

  /** {@code out = tanh(a) = 1 - 2 / (exp(2 a) + 1)}. */
  static void tanh(float[] a, int i, float[] out, int o, int length) {
    FloatVector one = FloatVector.broadcast(S, 1f);
    for (int k = 0; k < length; k += L) {
      FloatVector x = FloatVector.fromArray(S, a, i + k);
      FloatVector e = Exp.of(x.add(x)).add(one);
      one.sub(one.add(one).div(e)).intoArray(out, o + k);
    }
  }

  /** {@code dy = dy * (1 - y^2)}. */
  static void tanhGradient(float[] y, int i, float[] dy, int j, int length) {
    FloatVector one = FloatVector.broadcast(S, 1f);
    for (int k = 0; k < length; k += L) {
      FloatVector v = FloatVector.fromArray(S, y, i + k);
      FloatVector.fromArray(S, dy, j + k).mul(one.sub(v.mul(v))).intoArray(dy, j + k);
    }
  }

  /** {@code out = max(0, a)}. */
  static void relu(float[] a, int i, float[] out, int o, int length) {
    for (int k = 0; k < length; k += L) {
      FloatVector.fromArray(S, a, i + k).max(0f).intoArray(out, o + k);
    }
  }

  /** {@code dy = dy} where y is greater than 0, else 0. */
  static void reluGradient(float[] y, int i, float[] dy, int j, int length) {
    for (int k = 0; k < length; k += L) {
      FloatVector.fromArray(S, dy, j + k)
          .blend(0f, FloatVector.fromArray(S, y, i + k).compare(VectorOperators.LE, 0f))
          .intoArray(dy, j + k);
    }
  }
}
