package io.github.bnlab.planning;

import io.github.bnlab.lowering.FixedArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What flows between layers: activations forward, gradients backward.
 *
 * <p>The values meant are {@code scale * array + shift}. A layer that would multiply everything by
 * a constant only says so here, and the next one takes it into a factor that it has anyway; a
 * gradient is always without shift.
 *
 * @param array the matrix, in the shape of its layout
 * @param layout what its axes are
 * @param scale not 0
 * @param shift 0 for gradients
 */
record Signal(INDArray array, Layout layout, double scale, double shift) {

  static Signal of(INDArray array, Layout layout) {
    return new Signal(array, layout, 1, 0);
  }

  Signal withScale(double newScale) {
    return new Signal(array, layout, newScale, shift);
  }

  /** Whether the array itself is what is meant. */
  boolean isPlain() {
    return scale == 1 && shift == 0;
  }

  /** The array as {@code [C, N, H, W]}. */
  INDArray channelFirst() {
    return FixedArrays.view(
        array, layout.channels(), layout.examples(), layout.height(), layout.width());
  }

  /** The array as {@code [N, C, H, W]}, with the strides of {@code [C, N, H, W]}. */
  INDArray batchFirst() {
    return channelFirst().permute(1, 0, 2, 3);
  }
}
