package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.Plan;

/** A layer for batches of one size: it appends its work to plans. */
abstract class Layer {
  final Tensor in;
  final Tensor out;

  Layer(Tensor in, Tensor out) {
    this.in = in;
    this.out = out;
  }

  /** Appends {@code in -> out}. */
  abstract void forward(Plan plan);

  /**
   * Appends the gradient of the parameters, and that of the input where it is wanted.
   *
   * @param gradient of the output; it may be overwritten. Lanes that weigh nothing are 0 in it
   * @return the gradient of the input, with 0 in such lanes; not to be used, possibly null, if it
   *     is not wanted
   */
  abstract Tensor backward(Plan plan, Tensor gradient, boolean wanted);

  /** What has to be done once before a forward pass. */
  void prepare() {}

  /** Appends what brings gradients of blocks together; the backward pass is over then. */
  void reduce(Plan plan) {}
}
