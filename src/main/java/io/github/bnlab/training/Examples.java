package io.github.bnlab.training;

import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.engine.kernels.Batch;
import java.util.stream.IntStream;

/** Batches of the images of a split. */
public final class Examples {
  private Examples() {}

  /** The images {@code order[from] .. order[from + size - 1]}. */
  public static Batch of(ImageSet images, int[] order, int from, int size) {
    return new Batch(images.pixels(), null, images.labels(), ImageSet.PIXELS, order, from, size);
  }

  /** The first images; all images if there are fewer. */
  public static Batch first(ImageSet images, int count) {
    return inOrder(images, 0, Math.min(count, images.size()));
  }

  /** The images {@code from .. from + size - 1}. */
  public static Batch inOrder(ImageSet images, int from, int size) {
    return of(images, IntStream.range(from, from + size).toArray(), 0, size);
  }

  /**
   * Images as numbers.
   *
   * @param values image by image
   * @param labels of the images
   */
  public static Batch of(double[] values, byte[] labels) {
    int size = labels.length;
    int[] order = IntStream.range(0, size).toArray();
    return new Batch(null, values, labels, values.length / size, order, 0, size);
  }
}
