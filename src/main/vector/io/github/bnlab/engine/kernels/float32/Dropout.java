package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.LayerKind;
import io.github.bnlab.engine.kernels.Plan;

/** Inverted dropout in training: {@code y = x * mask / (1 - rate)}. */
final class Dropout extends Layer {
  private final LayerKind.Dropout.Mask mask;
  private final Context context;
  private final Tensor factors;
  private final boolean[][] kept;
  private final float scale;

  Dropout(Tensor in, LayerKind.Dropout kind, Context context) {
    super(in, in.like());
    mask = kind.mask();
    this.context = context;
    scale = (float) kind.scale();
    factors = in.like();
    kept = new boolean[context.threads][in.size()];
  }

  @Override
  void forward(Plan plan) {
    plan.follow(in.exampleBlocks(), (block, thread) -> draw(block, kept[thread]));
    multiply(plan, in, out);
  }

  private void draw(int block, boolean[] drawn) {
    int size = in.size();
    int at = factors.start(block);
    int step = factors.step();
    for (int i = 0; i < WIDTH; i++) {
      int example = Math.min(block * WIDTH + i, in.examples - 1);
      mask.fill(context.iteration, (long) example * size, drawn, size);
      for (int p = 0; p < size; p++) {
        factors.data[at + i + p * step] = drawn[p] ? scale : 0;
      }
    }
  }

  private void multiply(Plan plan, Tensor from, Tensor to) {
    from.each(
        plan,
        (block, first, last, thread) ->
            Elementwise.multiply(
                from.data,
                from.at(block, first),
                factors.data,
                factors.at(block, first),
                to.data,
                to.at(block, first),
                (last - first) * from.run()));
  }

  @Override
  Tensor backward(Plan plan, Tensor gradient, boolean wanted) {
    multiply(plan, gradient, gradient);
    return gradient;
  }
}
