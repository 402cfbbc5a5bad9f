package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.L;
import static io.github.bnlab.engine.kernels.float32.Lanes.S;
import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import java.util.function.Supplier;
import jdk.incubator.vector.FloatVector;

/**
 * {@code p = exp(z - max z) / sum exp(z - max z)}; the loss of N examples is {@code -sum log(clip(p
 * of the label)) / N}, its gradient {@code (p - one-hot label) / N}.
 */
final class SoftmaxCrossEntropy extends Layer {
  private final double clip;
  private final Supplier<Batch> batch;
  private final double[] losses;

  SoftmaxCrossEntropy(Tensor in, double clip, Supplier<Batch> batch) {
    super(in, in.like());
    this.clip = clip;
    this.batch = batch;
    losses = new double[in.width];
  }

  @Override
  void forward(Plan plan) {
    plan.then(
        Split.blocks(in.width),
        (block, thread) -> {
          for (int h = 0; h < WIDTH; h += L) {
            softmax(block * WIDTH + h);
          }
        });
  }

  private void softmax(int lane) {
    int z = in.at(0, 0) + lane;
    int p = out.at(0, 0) + lane;
    int step = in.run();
    int end = z + in.channels * step;
    FloatVector most = FloatVector.fromArray(S, in.data, z);
    for (int i = z + step; i < end; i += step) {
      most = most.max(FloatVector.fromArray(S, in.data, i));
    }
    FloatVector sum = FloatVector.zero(S);
    int o = p;
    for (int i = z; i < end; i += step, o += step) {
      FloatVector e = Exp.of(FloatVector.fromArray(S, in.data, i).sub(most));
      e.intoArray(out.data, o);
      sum = sum.add(e);
    }
    for (int i = p; i < p + in.channels * step; i += step) {
      FloatVector.fromArray(S, out.data, i).div(sum).intoArray(out.data, i);
    }
  }

  /** Appends the loss and its gradient; there is no gradient of the output. */
  @Override
  Tensor backward(Plan plan, Tensor none, boolean wanted) {
    Tensor gradient = in.like();
    plan.follow(
        Split.blocks(in.width), (block, thread) -> differentiate(gradient, batch.get(), block));
    return gradient;
  }

  private void differentiate(Tensor gradient, Batch batch, int block) {
    float[] p = out.data;
    float[] dz = gradient.data;
    int from = out.at(0, 0) + block * WIDTH;
    int to = gradient.at(0, 0) + block * WIDTH;
    int step = in.run();
    int examples = Math.min(WIDTH, in.examples - block * WIDTH);
    float factor = 1f / in.examples;
    for (int k = 0; k < in.channels; k++) {
      for (int i = 0; i < WIDTH; i++) {
        dz[to + k * step + i] = i < examples ? p[from + k * step + i] * factor : 0;
      }
    }
    double loss = 0;
    for (int i = 0; i < examples; i++) {
      int of = batch.label(block * WIDTH + i);
      if (of < 0 || of >= in.channels) {
        throw new IllegalArgumentException(
            "an example has the label " + of + "; expected 0 to " + (in.channels - 1));
      }
      int label = of * step + i;
      dz[to + label] = (p[from + label] - 1) * factor;
      // Keeps NaN, by which a diverged training is known.
      loss -= StrictMath.log(Math.max(clip, Math.min(1 - clip, p[from + label])));
    }
    losses[block] = loss;
  }

  /** The mean loss of the batch that was computed last. */
  double meanLoss() {
    double sum = 0;
    for (double loss : losses) {
      sum += loss;
    }
    return sum / in.examples;
  }
}
