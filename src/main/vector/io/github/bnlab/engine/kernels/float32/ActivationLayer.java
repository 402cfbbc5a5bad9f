package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.LayerKind.Activation;
import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;

/** An activation function. It may work in place: its gradient is computed from its output. */
final class ActivationLayer extends Layer {
  private final Activation kind;

  /** Work on a range of the values, which are counted from the first one of an array. */
  private interface Work {
    void run(int from, int length);
  }

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
  void forward(Plan plan) {
    each(plan, this::apply);
  }

  private void apply(int from, int length) {
    int x = in.at(0, 0) + from;
    int y = out.at(0, 0) + from;
    switch (kind) {
      case SIGMOID -> Elementwise.sigmoid(in.data, x, out.data, y, length);
      case RELU -> Elementwise.relu(in.data, x, out.data, y, length);
      case TANH -> Elementwise.tanh(in.data, x, out.data, y, length);
    }
  }

  @Override
  Tensor backward(Plan plan, Tensor gradient, boolean wanted) {
    each(plan, (from, length) -> differentiate(gradient, from, length));
    return gradient;
  }

  private void differentiate(Tensor gradient, int from, int length) {
    int y = out.at(0, 0) + from;
    int dy = gradient.at(0, 0) + from;
    switch (kind) {
      case SIGMOID -> Elementwise.sigmoidGradient(out.data, y, gradient.data, dy, length);
      case RELU -> Elementwise.reluGradient(out.data, y, gradient.data, dy, length);
      case TANH -> Elementwise.tanhGradient(out.data, y, gradient.data, dy, length);
    }
  }

  /**
   * Not {@link Tensor#each}, whose body is shared by several layers: JDK 17 compiles the
   * exponential into that one too early, and makes objects of its vectors.
   */
  private void each(Plan plan, Work work) {
    Split split = out.split();
    int size = (out.isFlat() ? 1 : out.channels) * out.run();
    plan.follow(
        split,
        (part, thread) -> {
          int from = split.from(part) * size;
          work.run(from, split.to(part) * size - from);
        });
  }
}
