package io.github.bnlab.engine.kernels;

import java.util.function.Function;

/**
 * Takes the layers of a network, first to last. Parameters are given by their start in the vector
 * of all parameters.
 */
public interface LayerSink {
  /** What follows belongs to the layer of an index in the network. */
  void layer(int index);

  /** Rows of numbers become images {@code [channels, height, width]}. */
  void images(int channels, int height, int width);

  /** Images become rows, in the order of {@code [channels, height, width]}. */
  void flatten();

  /**
   * {@code y = W x + b}.
   *
   * @param weights {@code [outputs][inputs]}
   * @param bias {@code [outputs]}, or -1 for none
   */
  void dense(int outputs, int weights, int bias);

  /**
   * Convolution of stride 1.
   *
   * @param padding rows and columns of zeros on each side, fewer than the kernel has
   * @param weights {@code [filters][channels][kernel height][kernel width]}
   * @param bias {@code [filters]}, or -1 for none
   */
  void convolution(int filters, int[] kernel, int[] padding, int weights, int bias);

  /** Means of windows side by side; what is left over at the ends is not used. */
  void averagePooling(int height, int width);

  /** An activation function. */
  void activation(Activation kind);

  /** Inverted dropout, in training only. */
  void dropout(DropoutMask mask);

  /**
   * DL4J's batch normalization.
   *
   * @param decay weight of the old running values
   * @param parameters gamma, beta, running mean and running variance, {@code [channels]} each, one
   *     after the other
   */
  void batchNorm(double epsilon, double decay, int parameters);

  /**
   * A layer made of a graph.
   *
   * @param graph the program for an input of a shape {@code [N, C]} or {@code [N, C, H, W]}
   */
  void graph(Function<long[], ChannelGraph> graph);

  /**
   * Softmax and mean cross-entropy, at the end.
   *
   * @param clip smallest probability that counts as itself in the loss
   */
  void softmaxCrossEntropy(double clip);
}
