package io.github.bnlab.engine.kernels;

/**
 * A layer, or a part of one, as a network is described by. Parameters are given by their start in
 * the vector of all parameters.
 */
public interface LayerKind {
  /** Rows of numbers become images {@code [channels, height, width]}. */
  record Images(int channels, int height, int width) implements LayerKind {}

  /** Images become rows, in the order of {@code [channels, height, width]}. */
  record Flatten() implements LayerKind {}

  /**
   * {@code y = W x + b}.
   *
   * @param weights {@code [outputs][inputs]}
   * @param bias {@code [outputs]}, or -1 for none
   */
  record Dense(int outputs, int weights, int bias) implements LayerKind {}

  /**
   * Convolution of stride 1.
   *
   * @param padding rows and columns of zeros on each side, fewer than the kernel has
   * @param weights {@code [filters][channels][kernel height][kernel width]}
   * @param bias {@code [filters]}, or -1 for none
   */
  record Convolution(int filters, int[] kernel, int[] padding, int weights, int bias)
      implements LayerKind {}

  /** Means of windows side by side; what is left over at the ends is not used. */
  record AveragePooling(int height, int width) implements LayerKind {}

  /** An activation function, elementwise. */
  enum Activation implements LayerKind {
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** {@code max(0, x)}. */
    RELU,
    /** {@code tanh(x)}. */
    TANH
  }

  /**
   * Inverted dropout, in training only.
   *
   * @param scale what a kept value is multiplied by: {@code 1 / (1 - rate)}
   */
  record Dropout(Mask mask, double scale) implements LayerKind {
    /** Which values are kept, a pure function of iteration and position. */
    @FunctionalInterface
    public interface Mask {
      /**
       * Decides for a range of positions.
       *
       * @param iteration of the network, from 0
       * @param from the first position, in the order of {@code [N, C, H, W]}
       * @param kept takes whether each value is kept
       * @param count how many positions
       */
      void fill(int iteration, long from, boolean[] kept, int count);
    }
  }

  /**
   * DL4J's batch normalization.
   *
   * @param decay weight of the old running values
   * @param parameters gamma, beta, running mean and running variance, {@code [channels]} each, one
   *     after the other
   */
  record BatchNormalization(double epsilon, double decay, int parameters) implements LayerKind {}

  /** A layer made of a graph. */
  @FunctionalInterface
  interface Graph extends LayerKind {
    /** The program for an input of a shape {@code [N, C]} or {@code [N, C, H, W]}. */
    ChannelGraph of(long[] shape, boolean training);
  }

  /**
   * Softmax and mean cross-entropy, at the end.
   *
   * @param clip smallest probability that counts as itself in the loss
   */
  record SoftmaxCrossEntropy(double clip) implements LayerKind {}
}
