package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.L;
import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.LayerKind;
import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import java.util.Arrays;

/**
 * A dense layer: {@code y = W x + b}, {@code dx = W' dy}, {@code dW = sum over examples of dy x'},
 * {@code db = sum over examples of dy}. For dW the lanes are inputs, and the input is taken example
 * by example.
 */
final class Dense extends Layer {
  private final Context context;
  private final int weights;
  private final int bias;
  private final int inputs;
  private final MatrixProduct product;

  // For training only.
  private int rowLength;
  private Arena.Slice rows;
  private boolean filledByGather;
  private final float[] lastLanes;

  Dense(Tensor in, LayerKind.Dense kind, Context context) {
    super(in, in.with(kind.outputs(), 1, in.width));
    this.context = context;
    weights = kind.weights();
    bias = kind.bias();
    inputs = in.channels;
    int[] taps = multiples(inputs, 0, in.run());
    int[] columns = multiples(inputs, weights, 1);
    product = new MatrixProduct(out.channels, taps, context.parameters, columns, inputs, bias);
    lastLanes = in.lastLanes();
  }

  private static int[] multiples(int count, int start, int step) {
    int[] multiples = new int[count];
    Arrays.setAll(multiples, i -> start + i * step);
    return multiples;
  }

  @Override
  void forward(Plan plan) {
    Split split = out.split();
    plan.then(
        split, (part, thread) -> multiply(product, in, split.from(part), split.to(part), out));
  }

  private static void multiply(MatrixProduct matrix, Tensor x, int from, int to, Tensor y) {
    for (int row = from; row < to; row += matrix.size(row)) {
      matrix.compute(row, x.data, x.at(0, 0), 0, x.channels, y.data, y.at(0, 0), y.run(), y.run());
    }
  }

  /** Room for the input, example by example; whoever gathers a batch may fill it as well. */
  Gather.Rows rowsToGather() {
    prepareRows();
    filledByGather = true;
    return new Gather.Rows(rows.data(), rows.at(), rowLength);
  }

  private void prepareRows() {
    rowLength = (inputs + WIDTH - 1) / WIDTH * WIDTH;
    rows = context.arena.allocate(Lanes.blocks(in.examples) * WIDTH * rowLength);
  }

  @Override
  Tensor backward(Plan plan, Tensor gradient, boolean wanted) {
    if (rows == null) {
      prepareRows();
    }
    int[] examples = multiples(in.examples, gradient.at(0, 0), 1);
    int[] gradientTaps = multiples(in.examples, 0, rowLength);
    MatrixProduct forWeights =
        new MatrixProduct(out.channels, gradientTaps, gradient.data, examples, gradient.run(), -1);
    float[] narrow = new float[inputs < WIDTH ? out.channels * WIDTH : 0];
    float[][] scratch = new float[context.threads][WIDTH];
    if (!filledByGather) {
      plan.then(in.exampleBlocks(), (block, thread) -> transpose(block));
    }
    Split split = out.split();
    plan.then(
        split,
        (part, thread) -> {
          int from = split.from(part);
          int to = split.to(part);
          weightGradient(forWeights, narrow, from, to);
          for (int f = from; bias >= 0 && f < to; f++) {
            double sum = Sums.of(gradient, 0, f, 0, null, 0, lastLanes, scratch[thread]);
            context.gradient[bias + f] = (float) sum;
          }
        });
    if (!wanted) {
      return null;
    }
    int[] backTaps = multiples(out.channels, 0, gradient.run());
    int[] columns = multiples(out.channels, weights, inputs);
    MatrixProduct back = new MatrixProduct(inputs, backTaps, context.parameters, columns, 1, -1);
    Tensor result = in.like();
    Split inputSplit = in.split();
    plan.beside(
        inputSplit,
        (part, thread) ->
            multiply(back, gradient, inputSplit.from(part), inputSplit.to(part), result));
    return result;
  }

  private void weightGradient(MatrixProduct matrix, float[] narrow, int from, int to) {
    boolean direct = inputs >= L;
    float[] sums = direct ? context.gradient : narrow;
    int step = direct ? inputs : WIDTH;
    for (int f = from; f < to; f += matrix.size(f)) {
      matrix.compute(
          f, rows.data(), rows.at(), 0, in.examples, sums, direct ? weights : 0, step, step);
    }
    for (int f = from; !direct && f < to; f++) {
      System.arraycopy(narrow, f * WIDTH, context.gradient, weights + f * inputs, inputs);
    }
  }

  /** Copies a block of examples to rows, four at a time. */
  private void transpose(int block) {
    float[] x = in.data;
    float[] to = rows.data();
    int step = in.step();
    for (int i = 0; i < WIDTH; i += 4) {
      int from = in.start(block) + i;
      int a = rows.at() + (block * WIDTH + i) * rowLength;
      int b = a + rowLength;
      int c = b + rowLength;
      int d = c + rowLength;
      for (int k = 0; k < inputs; k++) {
        to[a + k] = x[from];
        to[b + k] = x[from + 1];
        to[c + k] = x[from + 2];
        to[d + k] = x[from + 3];
        from += step;
      }
    }
  }
}
