package io.github.bnlab.planning;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Hyperbolic tangent of floats in plain Java, for processors without AVX-512: there it takes a
 * third of the time of oneDNN's, whose table look-ups are slow without, and an eighth of ND4J's
 * own, which is not vectorized.
 *
 * <p>{@code tanh(x) = x P(x^2) / Q(x^2)} for |x| up to 8.05, beyond which it is 2e-7 from 1, with
 * polynomials of degree 6 and 3: the rational approximation of Eigen's {@code ptanh}. It errs by at
 * most 4.2e-7, seven units in the last place of 1. Java's arithmetic is the same everywhere,
 * compiled or not.
 */
final class FloatTanh implements Runnable {
  /** Values at a time: what fits into the nearest cache twice. */
  private static final int CHUNK = 4096;

  private static final int AVX_512 = 3;

  /** Up to here rounding does not take the quotient beyond 1. */
  private static final float BOUND = 8.05f;

  private static final float P0 = 4.89352455891786e-03f;
  private static final float P1 = 6.37261928875436e-04f;
  private static final float P2 = 1.48572235717979e-05f;
  private static final float P3 = 5.12229709037114e-08f;
  private static final float P4 = -8.60467152213735e-11f;
  private static final float P5 = 2.00018790482477e-13f;
  private static final float P6 = -2.76076847742355e-16f;

  private static final float Q0 = 4.89352518554385e-03f;
  private static final float Q1 = 2.26843463243900e-03f;
  private static final float Q2 = 1.18534705686654e-04f;
  private static final float Q3 = 1.19825839466702e-06f;

  private final FloatMemory from;
  private final FloatMemory to;
  private final float[] values;

  /**
   * The tangent of one array into another, both whole and in memory for good.
   *
   * @param from see {@link #serves}
   * @param to of the same length
   */
  FloatTanh(INDArray from, INDArray to) {
    this.from = new FloatMemory(from);
    this.to = new FloatMemory(to);
    this.values = new float[(int) Math.min(CHUNK, from.length())];
  }

  /** Whether it can be used for an array, and is the fastest there is. */
  static boolean serves(INDArray array) {
    return array.dataType() == DataType.FLOAT
        && array.ordering() == 'c'
        && array.elementWiseStride() == 1
        && Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU
        && NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel() < AVX_512;
  }

  @Override
  public void run() {
    for (int at = 0; at < from.length(); at += values.length) {
      int count = Math.min(values.length, from.length() - at);
      from.read(at, values, count);
      apply(values, count);
      to.write(at, values, count);
    }
  }

  /** A loop that the Java virtual machine turns into vector instructions. */
  static void apply(float[] values, int count) {
    for (int i = 0; i < count; i++) {
      float x = Math.max(-BOUND, Math.min(BOUND, values[i]));
      float s = x * x;
      float p = x * ((((((P6 * s + P5) * s + P4) * s + P3) * s + P2) * s + P1) * s + P0);
      float q = ((Q3 * s + Q2) * s + Q1) * s + Q0;
      values[i] = p / q;
    }
  }
}
