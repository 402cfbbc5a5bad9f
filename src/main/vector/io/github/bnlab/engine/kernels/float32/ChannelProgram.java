package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.ChannelGraph.CHANNELS;
import static io.github.bnlab.engine.kernels.ChannelGraph.EXAMPLES;
import static io.github.bnlab.engine.kernels.ChannelGraph.GROUPS;
import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.ChannelGraph;
import io.github.bnlab.engine.kernels.ChannelGraph.Kind;
import io.github.bnlab.engine.kernels.ChannelGraph.Node;
import io.github.bnlab.engine.kernels.ChannelGraph.Operation;
import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A layer that runs a {@link ChannelGraph}. A pass takes each channel of each block in pieces that
 * stay in the nearest cache, and does all its operations on a piece before the next one. Sums are
 * taken by piece, then in double in the order of pieces and blocks; sums over the channels of a
 * group by example, then in double in the order of examples.
 */
final class ChannelProgram extends Layer {
  /** Pixels of a piece. */
  private static final int PIECE = 64;

  private final ChannelGraph graph;
  private final Context context;
  private final float[] lastLanes;
  private final Map<Node, Value> values = new HashMap<>();
  private final Value[] given;
  private final Pass beforehand;
  private final Scratch[] scratch;
  private final boolean byExample;
  private final boolean inPlace;

  /** The group of each example, those that weigh nothing included. */
  private final int[] groupOf;

  /** A value and where it is. */
  private static final class Value {
    final Kind kind;
    final Value a;
    final Value b;
    final Value c;
    final boolean full;
    final boolean byChannel;
    final boolean byExample;
    final boolean byGroup;

    /** A full value that is kept. */
    Tensor array;

    /** One that lives within a pass: the piece of each thread. */
    Arena.Slice[] pieces;

    /** One value per channel, per group in each channel or per example, or a constant. */
    double[] values;

    /** Those per example as operations on full arrays take them. */
    float[] lanes;

    /** Sums of a channel in each block, or of each example in a channel. */
    double[] partialSums;

    /** Where a value per channel goes in the gradient, or where it is from; -1 for nowhere. */
    int parameter = -1;

    Value(Node node, List<Value> in) {
      kind = node.kind();
      a = in.isEmpty() ? null : in.get(0);
      b = in.size() < 2 ? null : in.get(1);
      c = in.size() < 3 ? null : in.get(2);
      full = node.isFull();
      byChannel = !full && node.axes() == CHANNELS;
      byGroup = !full && node.axes() == (CHANNELS | GROUPS);
      byExample = !full && node.axes() > CHANNELS && !byGroup;
    }

    double at(int index) {
      return values[kind == Kind.CONSTANT ? 0 : index];
    }

    double at(int channel, int group, int groups) {
      return at(byGroup ? channel * groups + group : channel);
    }
  }

  /** A walk over full arrays, then operations on vectors: those per example, those per channel. */
  private record Pass(Value[] walk, Value[] examples, Value[] channels) {}

  /** What a thread works with: sums of 16 lanes, and the scales and shifts of a piece. */
  private record Scratch(int thread, float[] lanes, float[] scale, float[] shift) {}

  /**
   * A layer.
   *
   * @param inPlace whether values may take the place of the input
   */
  ChannelProgram(Tensor in, ChannelGraph graph, boolean inPlace, Context context) {
    super(in, in.like());
    this.inPlace = inPlace;
    this.graph = graph;
    this.context = context;
    lastLanes = in.lastLanes();
    scratch = new Scratch[context.threads];
    int piece = PIECE * WIDTH;
    Arrays.setAll(
        scratch, t -> new Scratch(t, new float[WIDTH], new float[piece], new float[piece]));

    groupOf = new int[Lanes.blocks(in.examples) * WIDTH];
    int groupSize = in.examples / graph.groups();
    Arrays.setAll(groupOf, i -> Math.min(i, in.examples - 1) / groupSize);
    place(0, graph.lastForward(), null);
    given = values.values().stream().filter(v -> v.kind == Kind.PARAMETER).toArray(Value[]::new);
    byExample = graph.operations().stream().anyMatch(o -> o.node().axes() == EXAMPLES);
    beforehand = pass(0);
  }

  /** Finds room for the values of some passes. */
  private void place(int from, int to, Tensor outputGradient) {
    for (Operation operation : graph.operations()) {
      if (operation.pass() >= from && operation.pass() <= to) {
        place(operation, outputGradient);
      }
    }
  }

  private void place(Operation operation, Tensor outputGradient) {
    Node node = operation.node();
    Value value = new Value(node, operation.operands().stream().map(values::get).toList());
    values.put(node, value);
    if (value.full) {
      switch (value.kind) {
        case INPUT -> value.array = in;
        case OUTPUT_GRADIENT -> value.array = outputGradient;
        default -> placeFull(operation, value);
      }
    } else if (value.kind == Kind.CONSTANT) {
      value.values = new double[] {node.number()};
    } else if (value.byChannel) {
      value.values = new double[in.channels];
      value.partialSums = new double[value.kind == Kind.SUM ? in.blocks * in.channels : 0];
      boolean isGiven = value.kind == Kind.PARAMETER;
      value.parameter = isGiven ? (int) node.number() : graph.results().getOrDefault(node, -1);
    } else if (value.byGroup) {
      value.values = new double[in.channels * graph.groups()];
      value.partialSums = new double[value.kind == Kind.SUM ? in.channels * groupOf.length : 0];
    } else {
      value.values = new double[Lanes.blocks(in.examples) * WIDTH];
      value.lanes = new float[value.values.length];
    }
  }

  /** In the place of an operand that nothing needs any more: less memory takes less time. */
  private void placeFull(Operation operation, Value value) {
    List<Value> free =
        operation.operands().stream()
            .filter(operand -> graph.isLastUse(operation, operand))
            .map(values::get)
            .filter(operand -> operand.full && operand.array != out)
            .filter(operand -> inPlace || operand.array != in)
            .toList();
    if (operation.node() == graph.output()) {
      value.array = out;
    } else if (operation.isKept() || operation.node() == graph.inputGradient()) {
      value.array =
          free.stream()
              .map(operand -> operand.array)
              .filter(Objects::nonNull)
              .findFirst()
              .orElseGet(in::like);
    } else {
      value.pieces =
          free.stream()
              .map(operand -> operand.pieces)
              .filter(Objects::nonNull)
              .findFirst()
              .orElseGet(this::pieces);
    }
  }

  private Arena.Slice[] pieces() {
    Arena.Slice[] pieces = new Arena.Slice[scratch.length];
    Arrays.setAll(pieces, t -> context.arena.allocate(PIECE * WIDTH));
    return pieces;
  }

  private Pass pass(int number) {
    List<Value> all =
        graph.operations().stream()
            .filter(operation -> operation.pass() == number && !operation.operands().isEmpty())
            .map(operation -> values.get(operation.node()))
            .toList();
    return new Pass(
        all.stream().filter(v -> v.full || v.kind == Kind.SUM).toArray(Value[]::new),
        all.stream().filter(v -> v.byExample).toArray(Value[]::new),
        all.stream().filter(v -> v.byChannel || v.byGroup).toArray(Value[]::new));
  }

  @Override
  void prepare() {
    for (Value value : given) {
      for (int c = 0; c < in.channels; c++) {
        value.values[c] = context.parameters[value.parameter + c];
      }
    }
    join(beforehand, 0, in.channels);
  }

  @Override
  void forward(Plan plan) {
    append(plan, 1, graph.lastForward());
  }

  @Override
  Tensor backward(Plan plan, Tensor outputGradient, boolean wanted) {
    int last = graph.operations().stream().mapToInt(Operation::pass).max().getAsInt();
    place(graph.lastForward() + 1, last, outputGradient);
    append(plan, graph.lastForward() + 1, last);
    Tensor result = values.get(graph.inputGradient()).array;
    each(plan, (block, from, to, thread) -> result.clearPadding(block, from, to));
    return result;
  }

  /** Rows are cut by channel, unless an example's values have to be summed; images by block. */
  private void each(Plan plan, Tensor.Work work) {
    if (in.isFlat() && byExample) {
      plan.follow(Split.whole(), (part, thread) -> work.run(0, 0, in.channels, thread));
    } else {
      in.each(plan, work);
    }
  }

  private void append(Plan plan, int from, int to) {
    for (int number = from; number <= to; number++) {
      Pass pass = pass(number);
      if (pass.walk().length > 0) {
        each(plan, (block, a, b, thread) -> walk(pass, block, a, b, scratch[thread]));
      }
      if (pass.channels().length > 0) {
        in.join(plan, (block, a, b, thread) -> join(pass, a, b));
      }
    }
  }

  /** The operations of a pass on full arrays, and those on vectors of one value per example. */
  private void walk(Pass pass, int block, int from, int to, Scratch memory) {
    int lanes = in.isFlat() ? in.run() : WIDTH;
    int firstLane = block * lanes;
    for (Value value : pass.examples()) {
      Arrays.fill(value.values, firstLane, firstLane + lanes, 0);
    }
    int full = in.fullPixels(block);
    for (int c = from; c < to; c++) {
      for (Value value : pass.channels()) {
        if (value.kind == Kind.SUM && value.byChannel) {
          value.partialSums[block * in.channels + c] = 0;
        } else if (value.kind == Kind.SUM) {
          int first = c * groupOf.length + firstLane;
          Arrays.fill(value.partialSums, first, first + lanes, 0);
        }
      }
      for (int p = 0; p < in.pixels(); ) {
        boolean whole = p < full;
        int end = Math.min(whole ? full : in.pixels(), p + PIECE);
        for (Value value : pass.walk()) {
          run(value, block, c, p * WIDTH, (end - p) * WIDTH, whole, memory);
        }
        p = end;
      }
    }
    for (Value value : pass.examples()) {
      for (int i = firstLane; i < firstLane + lanes; i++) {
        if (value.kind != Kind.SUM) {
          value.values[i] = value.kind.of(value.a.at(i), value.b.at(i));
        }
        value.lanes[i] = (float) value.values[i];
      }
    }
  }

  /** When all blocks of a pass are done: the values of its channels. */
  private void join(Pass pass, int from, int to) {
    for (Value value : pass.channels()) {
      for (int c = from; c < to; c++) {
        if (value.byGroup) {
          joinGroups(value, c);
        } else if (value.kind == Kind.GROUP_SUM) {
          double sum = 0;
          for (int group = 0; group < graph.groups(); group++) {
            sum += value.a.at(c, group, graph.groups());
          }
          value.values[c] = sum;
        } else if (value.kind == Kind.SUM) {
          double sum = 0;
          for (int block = 0; block < in.blocks; block++) {
            sum += value.partialSums[block * in.channels + c];
          }
          value.values[c] = sum;
        } else {
          value.values[c] = value.kind.of(value.a.at(c), value.b.at(c));
        }
        if (value.parameter >= 0) {
          context.gradient[value.parameter + c] = (float) value.values[c];
        }
      }
    }
  }

  /** The values of the groups of a channel. */
  private void joinGroups(Value value, int channel) {
    int groups = graph.groups();
    int from = channel * groups;
    if (value.kind == Kind.SUM) {
      Arrays.fill(value.values, from, from + groups, 0);
      for (int i = 0; i < in.examples; i++) {
        value.values[from + groupOf[i]] += value.partialSums[channel * groupOf.length + i];
      }
      return;
    }
    for (int group = 0; group < groups; group++) {
      double a = value.a.at(channel, group, groups);
      value.values[from + group] = value.kind.of(a, value.b.at(channel, group, groups));
    }
  }

  private void run(
      Value value, int block, int channel, int offset, int length, boolean whole, Scratch memory) {
    Value b = value.b;
    Value c = value.c;
    float[] x = data(value.a, memory);
    int i = at(value.a, block, channel, offset, memory);
    boolean product = b != null && b.full;
    float[] y = product ? data(b, memory) : null;
    int j = product ? at(b, block, channel, offset, memory) : 0;
    if (value.kind == Kind.SUM) {
      if (value.byChannel) {
        value.partialSums[block * in.channels + channel] +=
            Sums.sum(x, i, length, 0, y, j, 0, memory.lanes(), whole ? null : lastLanes);
      } else {
        double[] sums = value.byGroup ? value.partialSums : value.values;
        int first = value.byGroup ? channel * groupOf.length : 0;
        first += in.isFlat() ? offset : block * WIDTH;
        addToExamples(sums, first, x, i, y, j, length, memory);
      }
      return;
    }
    float[] z = data(value, memory);
    int o = at(value, block, channel, offset, memory);
    if (product) {
      Elementwise.multiply(x, i, y, j, z, o, length);
    } else if (c != null && c.full) {
      int k = at(c, block, channel, offset, memory);
      Elementwise.add(data(c, memory), k, x, i, (float) b.at(channel), z, o, length);
    } else if (isOfChannel(b) && (c == null || isOfChannel(c))) {
      float shift = c == null ? 0 : (float) c.at(channel);
      Elementwise.affine(x, i, (float) b.at(channel), shift, z, o, length);
    } else {
      int lane = in.isFlat() ? offset : block * WIDTH;
      float[] scale = lanes(b, channel, lane, length, memory.scale());
      float[] shift = lanes(c, channel, lane, length, memory.shift());
      int s = scale == memory.scale() ? 0 : lane;
      int t = shift == memory.shift() ? 0 : lane;
      Elementwise.affine(x, i, scale, s, shift, t, in.isFlat(), z, o, length);
    }
  }

  /** Whether it is the same for all lanes of a channel. */
  private static boolean isOfChannel(Value value) {
    return !value.byExample && !value.byGroup;
  }

  /** One value a lane of a piece whose first lane is an example; 0 for null. */
  private float[] lanes(Value value, int channel, int lane, int length, float[] room) {
    if (value != null && value.byExample) {
      return value.lanes;
    }
    int count = in.isFlat() ? length : WIDTH;
    if (value != null && value.byGroup) {
      for (int k = 0; k < count; k++) {
        room[k] = (float) value.at(channel, groupOf[lane + k], graph.groups());
      }
    } else {
      Arrays.fill(room, 0, count, value == null ? 0 : (float) value.at(channel));
    }
    return room;
  }

  private void addToExamples(
      double[] sums, int first, float[] x, int i, float[] y, int j, int length, Scratch memory) {
    if (in.isFlat()) {
      for (int k = 0; k < length; k++) {
        sums[first + k] += y == null ? x[i + k] : (double) x[i + k] * y[j + k];
      }
      return;
    }
    Sums.sum(x, i, length, 0, y, j, 0, memory.lanes(), null); // leaves the sums of its lanes
    for (int k = 0; k < WIDTH; k++) {
      sums[first + k] += memory.lanes()[k];
    }
  }

  private static float[] data(Value value, Scratch memory) {
    return value.array == null ? value.pieces[memory.thread()].data() : value.array.data;
  }

  private static int at(Value value, int block, int channel, int offset, Scratch memory) {
    return value.array == null
        ? value.pieces[memory.thread()].at()
        : value.array.at(block, channel) + offset;
  }
}
