package io.github.bnlab.network;

/**
 * A NumPy array of numbers, independent of ND4J.
 *
 * @param shape one extent per dimension, empty for a scalar
 * @param values in c order
 */
public record NpyArray(long[] shape, double[] values) {
  public NpyArray {
    if (length(shape) != values.length) {
      throw new IllegalArgumentException(
          values.length + " values for shape " + java.util.Arrays.toString(shape));
    }
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
