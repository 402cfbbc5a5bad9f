package io.github.bnlab.planning;

/**
 * How the values of a batch lie in a matrix.
 *
 * <p>Features of dense layers lie in rows, {@code [examples, channels]}. Images lie channel first,
 * {@code [channels, examples * height * width]}: one row holds all values of a channel, which makes
 * the sums of batch normalization and of bias gradients products with a vector, and either order of
 * the first two axes of {@code [C, N, H, W]} is what a convolution takes.
 *
 * @param images whether this is the layout of images
 * @param examples N, batch size
 * @param channels C, or features
 * @param height H; 1 for features
 * @param width W; 1 for features
 */
record Layout(boolean images, long examples, long channels, long height, long width) {

  static Layout features(long examples, long features) {
    return new Layout(false, examples, features, 1, 1);
  }

  static Layout images(long examples, long channels, long height, long width) {
    return new Layout(true, examples, channels, height, width);
  }

  /** Values of one channel in the batch: N * H * W. */
  long valuesPerChannel() {
    return examples * height * width;
  }

  /** The shape of the matrix. */
  long[] shape() {
    return images ? new long[] {channels, valuesPerChannel()} : new long[] {examples, channels};
  }

  /** The axis of the matrix along which one channel lies. */
  int reducedAxis() {
    return images ? 1 : 0;
  }

  /** The shape of one value a channel, such that it broadcasts over the matrix. */
  long[] vectorShape() {
    return images ? new long[] {channels, 1} : new long[] {1, channels};
  }
}
