package io.github.bnlab.lowering;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One value a channel: {@code factor * array}, or {@code factor} itself in every channel where the
 * array is null. Keeping the factor apart makes constants free.
 *
 * @param factor known when lowering
 * @param array the values of a run, in the layout's vector shape; or null
 */
record ChannelVector(double factor, INDArray array) {
  static final ChannelVector ZERO = constant(0);
  static final ChannelVector ONE = constant(1);

  /** Constants such as M * (1 / M) are one, up to their rounding. */
  private static final double ROUNDING = 1e-14;

  ChannelVector {
    if (Math.abs(Math.abs(factor) - 1) < ROUNDING) {
      factor = Math.signum(factor);
    }
  }

  static ChannelVector constant(double value) {
    return new ChannelVector(value, null);
  }

  static ChannelVector of(INDArray array) {
    return new ChannelVector(1, array);
  }

  boolean isConstant() {
    return array == null;
  }

  boolean isZero() {
    return factor == 0;
  }

  boolean isOne() {
    return array == null && factor == 1;
  }

  ChannelVector times(double scalar) {
    return scalar == 0 ? ZERO : new ChannelVector(factor * scalar, array);
  }
}
