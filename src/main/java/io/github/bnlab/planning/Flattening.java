package io.github.bnlab.planning;

import io.github.bnlab.lowering.FixedArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Between images, channel first, and features, example first. */
final class Flattening {
  private Flattening() {}

  /** The layout of images made features. */
  static Layout features(Layout images) {
    return Layout.features(images.examples(), images.channels() * images.height() * images.width());
  }

  /** From {@code [C, N*H*W]} to {@code [N, C*H*W]}. */
  static INDArray toFeatures(PlanBuilder builder, INDArray matrix, Layout images) {
    if (images.channels() == 1) {
      return FixedArrays.view(matrix, features(images).shape());
    }
    INDArray features = builder.zeros(features(images));
    builder.operations().copy(channelFirst(matrix, images), exampleFirst(features, images));
    return features;
  }

  /** From {@code [N, C*H*W]} to {@code [C, N*H*W]}. */
  static INDArray toImages(PlanBuilder builder, INDArray features, Layout images) {
    if (images.channels() == 1) {
      return FixedArrays.view(features, images.shape());
    }
    INDArray matrix = builder.zeros(images);
    builder.operations().copy(exampleFirst(features, images), channelFirst(matrix, images));
    return matrix;
  }

  private static INDArray channelFirst(INDArray matrix, Layout images) {
    return FixedArrays.view(matrix, images.channels(), images.examples(), pixels(images));
  }

  /** Seen as {@code [C, N, H*W]} as well. */
  private static INDArray exampleFirst(INDArray features, Layout images) {
    return FixedArrays.view(features, images.examples(), images.channels(), pixels(images))
        .permute(1, 0, 2);
  }

  private static long pixels(Layout images) {
    return images.height() * images.width();
  }
}
