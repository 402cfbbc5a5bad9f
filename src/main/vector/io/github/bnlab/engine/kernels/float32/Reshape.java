package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.Plan;

/** From images {@code [channels, height, width]} to rows of as many numbers, or the other way. */
final class Reshape extends Layer {
  Reshape(Tensor in, Tensor out) {
    super(in, out);
  }

  @Override
  void forward(Plan plan) {
    copy(plan, in, out);
  }

  @Override
  Tensor backward(Plan plan, Tensor gradient, boolean wanted) {
    Tensor result = in.like();
    copy(plan, gradient, result);
    return result;
  }

  private static void copy(Plan plan, Tensor from, Tensor to) {
    plan.follow(
        from.exampleBlocks(),
        (block, thread) -> {
          int source = from.start(block);
          int target = to.start(block);
          for (int i = 0; i < from.size(); i++) {
            System.arraycopy(from.data, source, to.data, target, WIDTH);
            source += from.step();
            target += to.step();
          }
        });
  }
}
