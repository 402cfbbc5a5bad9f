package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;

/** From images {@code [channels, height, width]} to rows of as many numbers, or the other way. */
final class Reshape extends Layer {
  private Reshape(Tensor in, Tensor out) {
    super(in, out);
  }

  static Reshape toRows(Tensor in, Arena arena) {
    return new Reshape(in, Tensor.rows(arena, in.examples, in.channels * in.pixels()));
  }

  static Reshape toImages(Tensor in, Arena arena, int channels, int height, int width) {
    return new Reshape(in, Tensor.images(arena, in.examples, channels, height, width));
  }

  @Override
  void forward(Plan plan, boolean training) {
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
        Split.blocks(Lanes.blocks(from.examples)),
        (block, thread) -> {
          boolean flat = from.isFlat();
          int source = flat ? from.at(0, 0) + block * WIDTH : from.at(block, 0);
          int target = flat ? to.at(block, 0) : to.at(0, 0) + block * WIDTH;
          copy(
              from.data,
              source,
              flat ? from.run() : WIDTH,
              to.data,
              target,
              flat ? WIDTH : to.run(),
              flat ? from.channels : to.channels);
        });
  }

  private static void copy(
      float[] from, int at, int step, float[] to, int target, int targetStep, int count) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(from, at + i * step, to, target + i * targetStep, WIDTH);
    }
  }
}
