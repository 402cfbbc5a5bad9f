package io.github.bnlab.dataset;

import java.util.Arrays;

/**
 * Gray images with labels, one unsigned byte per pixel, compact in memory.
 *
 * @param rows height of an image
 * @param columns width of an image
 * @param pixels {@code size() * rows * columns} bytes, image by image, row by row
 * @param labels one class 0..9 an image
 */
public record ImageSet(int rows, int columns, byte[] pixels, byte[] labels) {
  public ImageSet {
    if ((long) labels.length * rows * columns != pixels.length) {
      throw new IllegalArgumentException(
          labels.length + " labels, but " + pixels.length + " pixels of " + rows + "x" + columns);
    }
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  /** The first images; all of them where there are fewer. */
  public ImageSet first(int count) {
    return slice(0, Math.min(count, size()));
  }

  /** The images {@code from .. from + count - 1}. */
  ImageSet slice(int from, int count) {
    if (count == size()) {
      return this;
    }
    int length = imageLength();
    return new ImageSet(
        rows,
        columns,
        Arrays.copyOfRange(pixels, from * length, (from + count) * length),
        Arrays.copyOfRange(labels, from, from + count));
  }

  /** Pixels of an image. */
  public int imageLength() {
    return rows * columns;
  }
}
