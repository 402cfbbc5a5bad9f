package io.github.bnlab.engine.kernels;

/** An activation function, elementwise. */
public enum Activation {
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID,
  /** {@code max(0, x)}. */
  RELU,
  /** {@code tanh(x)}. */
  TANH
}
