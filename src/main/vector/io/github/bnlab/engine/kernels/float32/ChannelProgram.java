package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.ChannelGraph;
import io.github.bnlab.engine.kernels.ChannelGraph.Operation;
import io.github.bnlab.engine.kernels.ChannelGraph.Pass;
import io.github.bnlab.engine.kernels.ChannelGraph.Place;
import io.github.bnlab.engine.kernels.ChannelGraph.Role;
import io.github.bnlab.engine.kernels.ChannelGraph.Value;
import io.github.bnlab.engine.kernels.ChannelGraph.VectorOperation;
import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A layer that runs a {@link ChannelGraph}. A pass takes each channel of each block in pieces that
 * stay in the nearest cache, and does all its operations on a piece before the next one. Sums are
 * taken by piece, then in double in the order of pieces and blocks.
 */
final class ChannelProgram extends Layer {
  /** Pixels of a piece. */
  private static final int PIECE = 64;

  private final ChannelGraph graph;
  private final Parameters parameters;
  private final boolean byExample;
  private final float[] lastLanes;
  private final Tensor[] arrays;

  /** One value per channel: the sums of blocks, and the values. */
  private final double[][] blockSums;

  private final double[][] channels;

  /** One value per example, in lanes, as the operations on vectors and on full arrays take them. */
  private final double[][] examples;

  private final float[][] exampleLanes;
  private final Scratch[] scratch;

  /** A pass in arrays: to walk a list takes an iterator, which is an object each time. */
  private record Steps(Operation[] operations, VectorOperation[] vectors) {
    Steps(Pass pass) {
      this(
          pass.operations().toArray(Operation[]::new),
          pass.vectors().toArray(VectorOperation[]::new));
    }

    boolean makesChannels() {
      return Arrays.stream(vectors).anyMatch(v -> isChannel(v.out()))
          || Arrays.stream(operations).anyMatch(o -> isChannel(o.out()));
    }
  }

  /** A vector of one value per channel that belongs to the gradient, from some place on. */
  private record Result(int vector, int at) {}

  /** What a thread works with. */
  private record Scratch(Arena.Slice temporaries, float[] lanes, float[] scale, float[] shift) {}

  ChannelProgram(Tensor in, ChannelGraph graph, Context context) {
    super(in, in.like());
    this.graph = graph;
    this.parameters = context.parameters();
    byExample = graph.exampleVectors() > 0;
    lastLanes = in.lastLanes();
    arrays = new Tensor[Math.max(graph.arrays(), Role.values().length)];
    arrays[Role.INPUT.ordinal()] = in;
    arrays[Role.OUTPUT.ordinal()] = out;
    for (int i = Role.values().length; i < arrays.length; i++) {
      arrays[i] = in.like();
    }
    blockSums = new double[graph.channelVectors()][in.blocks * in.channels];
    channels = new double[graph.channelVectors()][in.channels];
    int lanes = in.blocks * (in.isFlat() ? in.run() : WIDTH);
    examples = new double[graph.exampleVectors()][lanes];
    exampleLanes = new float[graph.exampleVectors()][lanes];
    scratch = new Scratch[context.threads()];
    int longest = in.isFlat() ? in.run() : WIDTH;
    Arrays.setAll(
        scratch,
        t ->
            new Scratch(
                context.arena().allocate(graph.temporaries() * PIECE * WIDTH),
                new float[WIDTH],
                new float[longest],
                new float[longest]));
  }

  @Override
  boolean hasParameters() {
    return true;
  }

  @Override
  void prepare(boolean training) {
    graph
        .parameters()
        .forEach(
            (vector, from) -> {
              for (int c = 0; c < in.channels; c++) {
                channels[vector][c] = parameters.values[from + c];
              }
            });
    Pass first = graph.forward().get(0);
    if (first.operations().isEmpty()) {
      for (int c = 0; c < in.channels; c++) {
        vectors(new Steps(first), c);
      }
    }
  }

  @Override
  void forward(Plan plan, boolean training) {
    append(plan, graph.forward(), graph.forwardGradients());
  }

  @Override
  Tensor backward(Plan plan, Tensor gradient, boolean wanted) {
    arrays[Role.OUTPUT_GRADIENT.ordinal()] = gradient;
    arrays[Role.INPUT_GRADIENT.ordinal()] = in.like();
    append(plan, graph.backward(), graph.backwardGradients());
    Tensor result = arrays[Role.INPUT_GRADIENT.ordinal()];
    plan.follow(
        split(),
        (part, thread) -> result.clearPadding(block(part), fromChannel(part), toChannel(part)));
    return result;
  }

  /** Rows are cut by channel, unless an example's values have to be summed; images by block. */
  private Split split() {
    return in.isFlat() && byExample ? Split.whole() : in.split();
  }

  private int block(int part) {
    return in.isFlat() ? 0 : part;
  }

  private int fromChannel(int part) {
    return in.isFlat() && !byExample ? split().from(part) : 0;
  }

  private int toChannel(int part) {
    return in.isFlat() && !byExample ? split().to(part) : in.channels;
  }

  private void append(Plan plan, List<Pass> passes, Map<Integer, Integer> gradients) {
    for (int i = 0; i < passes.size(); i++) {
      Steps steps = new Steps(passes.get(i));
      if (steps.operations().length > 0) {
        plan.follow(split(), (part, thread) -> walk(steps, part, scratch[thread]));
      } else if (i == 0 && passes == graph.forward()) {
        continue; // done while preparing
      }
      Result[] results = i == passes.size() - 1 ? results(gradients) : new Result[0];
      if (results.length > 0 || steps.makesChannels()) {
        Split join = in.isFlat() ? split() : Split.whole();
        plan.follow(join, (part, thread) -> join(steps, part, results));
      }
    }
  }

  private static Result[] results(Map<Integer, Integer> gradients) {
    return gradients.entrySet().stream()
        .map(entry -> new Result(entry.getKey(), entry.getValue()))
        .toArray(Result[]::new);
  }

  private static boolean isChannel(Value value) {
    return value.place() == Place.CHANNEL;
  }

  /** The operations of a pass on full arrays, and those on vectors of one value per example. */
  private void walk(Steps pass, int part, Scratch memory) {
    int block = block(part);
    int lanes = in.isFlat() ? in.run() : WIDTH;
    int firstLane = block * lanes;
    for (Operation operation : pass.operations()) {
      if (operation.out().place() == Place.EXAMPLE) {
        double[] sums = examples[operation.out().number()];
        Arrays.fill(sums, firstLane, firstLane + lanes, 0);
      }
    }
    int full = in.fullPixels(block);
    for (int c = fromChannel(part); c < toChannel(part); c++) {
      for (Operation operation : pass.operations()) {
        if (isChannel(operation.out())) {
          blockSums[operation.out().number()][block * in.channels + c] = 0;
        }
      }
      for (int p = 0; p < in.pixels(); ) {
        boolean whole = p < full;
        int end = Math.min(whole ? full : in.pixels(), p + PIECE);
        for (Operation operation : pass.operations()) {
          run(operation, block, c, p, end, whole, memory);
        }
        p = end;
      }
    }
    for (VectorOperation operation : pass.vectors()) {
      if (operation.out().place() == Place.EXAMPLE) {
        for (int i = firstLane; i < firstLane + lanes; i++) {
          examples[operation.out().number()][i] =
              evaluate(operation, example(operation.a(), i), example(operation.b(), i));
        }
      }
    }
    for (int v = 0; v < exampleLanes.length; v++) {
      for (int i = firstLane; i < firstLane + lanes; i++) {
        exampleLanes[v][i] = (float) examples[v][i];
      }
    }
  }

  private double example(Value value, int lane) {
    return value.place() == Place.EXAMPLE ? examples[value.number()][lane] : value.constant();
  }

  /** When all blocks of a pass are done: the values of its channels. */
  private void join(Steps pass, int part, Result[] results) {
    int from = in.isFlat() ? fromChannel(part) : 0;
    int to = in.isFlat() ? toChannel(part) : in.channels;
    for (int c = from; c < to; c++) {
      for (Operation operation : pass.operations()) {
        if (isChannel(operation.out())) {
          double sum = 0;
          for (int block = 0; block < in.blocks; block++) {
            sum += blockSums[operation.out().number()][block * in.channels + c];
          }
          channels[operation.out().number()][c] = sum;
        }
      }
      vectors(pass, c);
      for (Result result : results) {
        parameters.gradient[result.at() + c] = (float) channels[result.vector()][c];
      }
    }
  }

  private void vectors(Steps pass, int c) {
    for (VectorOperation operation : pass.vectors()) {
      if (isChannel(operation.out())) {
        channels[operation.out().number()][c] =
            evaluate(operation, channel(operation.a(), c), channel(operation.b(), c));
      }
    }
  }

  private double channel(Value value, int c) {
    return value.place() == Place.CHANNEL ? channels[value.number()][c] : value.constant();
  }

  private static double evaluate(VectorOperation operation, double a, double b) {
    return switch (operation.kind()) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case POWER -> power(a, b);
    };
  }

  /** Halves of whole numbers by roots and products, which are exact to half a unit everywhere. */
  private static double power(double base, double exponent) {
    double halves = 2 * Math.abs(exponent);
    if (halves != Math.rint(halves) || halves > 8) {
      return StrictMath.pow(base, exponent);
    }
    double result = halves % 2 == 0 ? 1 : Math.sqrt(base);
    for (int i = 0; i < (int) halves / 2; i++) {
      result *= base;
    }
    return exponent < 0 ? 1 / result : result;
  }

  private void run(
      Operation operation, int block, int c, int p, int end, boolean whole, Scratch memory) {
    int offset = p * WIDTH;
    int length = (end - p) * WIDTH;
    Value a = operation.a();
    Value b = operation.b();
    Value out = operation.out();
    float[] x = data(a, memory);
    int i = at(a, block, c, offset, memory);
    if (operation.kind() == ChannelGraph.Kind.SUM) {
      float[] y = b == null ? null : data(b, memory);
      int j = b == null ? 0 : at(b, block, c, offset, memory);
      if (isChannel(out)) {
        blockSums[out.number()][block * in.channels + c] +=
            Sums.sum(x, i, length, 0, y, j, 0, memory.lanes(), whole ? null : lastLanes);
      } else {
        addToExamples(out, block, offset, x, i, y, j, length, memory);
      }
      return;
    }
    float[] z = data(out, memory);
    int o = at(out, block, c, offset, memory);
    switch (operation.kind()) {
      case AFFINE -> affine(operation, block, c, offset, x, i, z, o, length, memory);
      case MULTIPLY ->
          Elementwise.multiply(
              x, i, data(b, memory), at(b, block, c, offset, memory), z, o, length);
      case MULTIPLY_ADD -> {
        Value added = operation.c();
        float[] y = data(added, memory);
        int j = at(added, block, c, offset, memory);
        Elementwise.add(y, j, x, i, (float) channel(b, c), z, o, length);
      }
      default -> {
        float sign = operation.kind() == ChannelGraph.Kind.ADD ? 1 : -1;
        int j = at(b, block, c, offset, memory);
        Elementwise.add(x, i, data(b, memory), j, sign, z, o, length);
      }
    }
  }

  private void affine(
      Operation operation,
      int block,
      int c,
      int offset,
      float[] x,
      int i,
      float[] z,
      int o,
      int length,
      Scratch memory) {
    Value scale = operation.b();
    Value shift = operation.c();
    if (scale.place() != Place.EXAMPLE && shift.place() != Place.EXAMPLE) {
      Elementwise.affine(x, i, (float) channel(scale, c), (float) channel(shift, c), z, o, length);
      return;
    }
    float[] s = lanes(scale, c, memory.scale());
    float[] t = lanes(shift, c, memory.shift());
    int from = in.isFlat() ? offset : block * WIDTH;
    int sAt = scale.place() == Place.EXAMPLE ? from : 0;
    int tAt = shift.place() == Place.EXAMPLE ? from : 0;
    if (in.isFlat()) {
      Elementwise.affineByValue(x, i, s, sAt, t, tAt, z, o, length);
    } else {
      Elementwise.affineByLane(x, i, s, sAt, t, tAt, z, o, length);
    }
  }

  /** One value a lane. */
  private float[] lanes(Value value, int c, float[] room) {
    if (value.place() == Place.EXAMPLE) {
      return exampleLanes[value.number()];
    }
    Arrays.fill(room, (float) channel(value, c));
    return room;
  }

  private void addToExamples(
      Value out,
      int block,
      int offset,
      float[] x,
      int i,
      float[] y,
      int j,
      int length,
      Scratch memory) {
    double[] sums = examples[out.number()];
    if (in.isFlat()) {
      for (int k = 0; k < length; k++) {
        sums[offset + k] += y == null ? x[i + k] : (double) x[i + k] * y[j + k];
      }
      return;
    }
    Sums.sum(x, i, length, 0, y, j, 0, memory.lanes(), null); // leaves the sums of its lanes
    for (int k = 0; k < WIDTH; k++) {
      sums[block * WIDTH + k] += memory.lanes()[k];
    }
  }

  private float[] data(Value value, Scratch memory) {
    return value.place() == Place.ARRAY ? arrays[value.number()].data : memory.temporaries().data();
  }

  private int at(Value value, int block, int c, int offset, Scratch memory) {
    return value.place() == Place.ARRAY
        ? arrays[value.number()].at(block, c) + offset
        : memory.temporaries().at() + value.number() * PIECE * WIDTH;
  }
}
