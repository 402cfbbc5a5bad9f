package io.github.bnlab.dataset;

import java.util.Arrays;

/**
 * Gray images of {@value #SIDE} x {@value #SIDE} pixels with labels, one unsigned byte per pixel,
 * compact in memory.
 *
 * @param pixels {@code size() * PIXELS} bytes, image by image, row by row
 * @param labels one class 0..9 an image
 */
public record ImageSet(byte[] pixels, byte[] labels) {
  /** Height and width of an image. */
  public static final int SIDE = 28;

  /** Pixels of an image. */
  public static final int PIXELS = SIDE * SIDE;

  /** Number of classes. */
  public static final int CLASSES = 10;

  public ImageSet {
    if ((long) labels.length * PIXELS != pixels.length) {
      throw new IllegalArgumentException(
          "%d labels, but %d pixels; expected %d an image"
              .formatted(labels.length, pixels.length, PIXELS));
    }
  }

  /** No images. */
  public static ImageSet none() {
    return new ImageSet(new byte[0], new byte[0]);
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
    return new ImageSet(
        Arrays.copyOfRange(pixels, from * PIXELS, (from + count) * PIXELS),
        Arrays.copyOfRange(labels, from, from + count));
  }
}
