package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.LayerKind.Activation;
import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;

/** An activation function. It may work in place: its gradient is computed from its output. */
final class ActivationLayer extends Layer {
  private final Activation kind;

  /** Work on a range of the arrays. */
  private interface ArrayRange {
    void run(int at, int length, int other);
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
  boolean keepsOutput() {
    return true;
  }

  @Override
  void forward(Plan plan) {
    each(plan, out, (at, length, from) -> apply(from, at, length));
  }

  private void apply(int from, int at, int length) {
    switch (kind) {
      case SIGMOID -> Elementwise.sigmoid(in.data, from, out.data, at, length);
      case RELU -> Elementwise.relu(in.data, from, out.data, at, length);
      case TANH -> Elementwise.tanh(in.data, from, out.data, at, length);
    }
  }

  @Override
  Tensor backward(Plan plan, Tensor gradient, boolean wanted) {
    each(plan, gradient, (at, length, from) -> differentiate(gradient, at, length));
    return gradient;
  }

  private void differentiate(Tensor gradient, int at, int length) {
    int y = at - gradient.at(0, 0) + out.at(0, 0);
    switch (kind) {
      case SIGMOID -> Elementwise.sigmoidGradient(out.data, y, gradient.data, at, length);
      case RELU -> Elementwise.reluGradient(out.data, y, gradient.data, at, length);
      case TANH -> Elementwise.tanhGradient(out.data, y, gradient.data, at, length);
    }
  }

  /**
   * Not {@link Tensor#each}, whose body is shared by several layers: JDK 17 compiles the
   * exponential into that one too early, and makes objects of its vectors.
   */
  private void each(Plan plan, Tensor to, ArrayRange range) {
    Split split = to.split();
    plan.follow(
        split,
        (part, thread) -> {
          boolean flat = to.isFlat();
          int channels = flat ? split.to(part) - split.from(part) : to.channels;
          int at = flat ? to.at(0, split.from(part)) : to.at(part, 0);
          range.run(at, channels * to.run(), at - to.at(0, 0) + in.at(0, 0));
        });
  }
}
