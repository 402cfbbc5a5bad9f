package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.LayerKind.Activation;
import io.github.bnlab.engine.kernels.Plan;

/** An activation function. It may work in place: its gradient is computed from its output. */
final class ActivationLayer extends Layer {
  private final Activation kind;

  /**
   * A function.
   *
   * @param inPlace whether the output takes the place of the input
   */
  ActivationLayer(Tensor in, Activation kind, boolean inPlace) {
    super(in, inPlace ? in : in.like());
    this.kind = kind;
  }

  @Override
  boolean keepsOutput() {
    return true;
  }

  @Override
  void forward(Plan plan, boolean training) {
    out.each(
        plan,
        (block, first, last, thread) -> {
          int from = in.at(block, first);
          int to = out.at(block, first);
          int length = (last - first) * out.run();
          switch (kind) {
            case SIGMOID -> Elementwise.sigmoid(in.data, from, out.data, to, length);
            case RELU -> Elementwise.relu(in.data, from, out.data, to, length);
            case TANH -> Elementwise.tanh(in.data, from, out.data, to, length);
          }
        });
  }

  @Override
  Tensor backward(Plan plan, Tensor gradient, boolean wanted) {
    out.each(
        plan,
        (block, first, last, thread) -> {
          int y = out.at(block, first);
          int dy = gradient.at(block, first);
          int length = (last - first) * out.run();
          switch (kind) {
            case SIGMOID -> Elementwise.sigmoidGradient(out.data, y, gradient.data, dy, length);
            case RELU -> Elementwise.reluGradient(out.data, y, gradient.data, dy, length);
            case TANH -> Elementwise.tanhGradient(out.data, y, gradient.data, dy, length);
          }
        });
    return gradient;
  }
}
