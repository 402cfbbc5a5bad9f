package io.github.bnlab.network;

import java.util.Arrays;

/**
 * A NumPy array of numbers, independent of ND4J.
 *
 * @param type as files name it, such as {@code <f8}
 * @param shape one extent per dimension, empty for a scalar
 * @param values in c order
 */
public record NpyArray(String type, long[] shape, double[] values) {
  static final String DOUBLE = "<f8";
  static final String BYTE = "|u1";

  public NpyArray {
    if (length(shape) != values.length) {
      throw new IllegalArgumentException(
          values.length + " values for shape " + Arrays.toString(shape));
    }
  }

  /** An array of doubles. */
  public NpyArray(long[] shape, double[] values) {
    this(DOUBLE, shape, values);
  }

  /** A vector of doubles. */
  public static NpyArray vector(double[] values) {
    return new NpyArray(new long[] {values.length}, values);
  }

  /** A vector of bytes, which {@code tobytes()} of NumPy gives back. */
  public static NpyArray ofBytes(byte[] bytes) {
    double[] values = new double[bytes.length];
    Arrays.setAll(values, i -> Byte.toUnsignedInt(bytes[i]));
    return new NpyArray(BYTE, new long[] {bytes.length}, values);
  }

  /** The values as bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** The number of elements of a shape. */
  static long length(long[] shape) {
    long length = 1;
    for (long extent : shape) {
      length = Math.multiplyExact(length, extent);
    }
    return length;
  }
}
