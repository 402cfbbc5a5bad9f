package io.github.bnlab.engine.kernels;

/**
 * Labelled examples to compute on: some of a larger set, chosen by index.
 *
 * @param pixels example by example, one unsigned byte a value, which counts as {@code pixel / 255};
 *     null where there are {@code values}
 * @param values example by example, in place of {@code pixels}; null where there are pixels
 * @param labels one class per example of the set; null where no loss is asked for
 * @param length values of an example
 * @param order indices of examples in the set
 * @param from the first of them, in {@code order}, that belongs to the batch
 * @param size how many belong to it
 */
public record Batch(
    byte[] pixels, double[] values, byte[] labels, int length, int[] order, int from, int size) {
  public Batch {
    if (size < 1 || from < 0 || from + size > order.length) {
      throw new IllegalArgumentException(
          "a batch of %d from %d of %d examples".formatted(size, from, order.length));
    }
  }

  /** The index in the set of example i; beyond the last one, that of the last one. */
  public int example(int i) {
    return order[from + Math.min(i, size - 1)];
  }

  /** Value k of example i. */
  public double value(int i, int k) {
    int at = example(i) * length + k;
    return pixels == null ? values[at] : (pixels[at] & 0xff) / 255d;
  }

  /** The class of example i. */
  public int label(int i) {
    return labels[example(i)];
  }
}
