package io.github.bnlab.engine;

import static io.github.bnlab.engine.GraphNode.CHANNELS;

import io.github.bnlab.engine.GraphNode.Kind;
import io.github.bnlab.engine.kernels.ChannelGraph;
import io.github.bnlab.engine.kernels.ChannelGraph.Operation;
import io.github.bnlab.engine.kernels.ChannelGraph.Pass;
import io.github.bnlab.engine.kernels.ChannelGraph.Place;
import io.github.bnlab.engine.kernels.ChannelGraph.Role;
import io.github.bnlab.engine.kernels.ChannelGraph.Value;
import io.github.bnlab.engine.kernels.ChannelGraph.VectorKind;
import io.github.bnlab.engine.kernels.ChannelGraph.VectorOperation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts the nodes that some results need into passes, and says where each value is.
 *
 * <p>Sums and operations on vectors come as early as they can: a sum is known after its pass. A
 * full value comes in the first pass that uses it; if a later one does so too, it is kept. Pass 0
 * is before the first walk.
 */
final class GraphSchedule {
  private final GraphNode output;
  private final GraphNode inputGradient;
  private final Map<GraphNode, Integer> steps;
  private final Map<GraphNode, Integer> gradients;

  /** The last forward pass. */
  private final int forward;

  private final Map<GraphNode, Integer> earliest = new HashMap<>();

  /** What is computed, in order; what an operation computes on the way is not among it. */
  private final List<GraphNode> computed = new ArrayList<>();

  private final Map<GraphNode, List<GraphNode>> operands = new HashMap<>();
  private final Map<GraphNode, List<GraphNode>> users = new HashMap<>();
  private final Map<GraphNode, Integer> pass = new HashMap<>();
  private final Map<GraphNode, Value> values = new HashMap<>();
  private final Map<Integer, Integer> parameters = new TreeMap<>();
  private final Map<Integer, Pass> passes = new TreeMap<>();
  private GraphNode becomesInputGradient;
  private int arrays = Role.values().length;
  private int temporaries;
  private int channelVectors;
  private int exampleVectors;

  /**
   * A schedule.
   *
   * @param steps vectors that are known after the forward passes, and where they go
   * @param inputGradient null for no backward passes
   * @param gradients vectors that are known after the backward passes, and where they go
   */
  GraphSchedule(
      GraphNode output,
      Map<GraphNode, Integer> steps,
      GraphNode inputGradient,
      Map<GraphNode, Integer> gradients) {
    this.output = output;
    this.inputGradient = inputGradient;
    this.steps = steps;
    this.gradients = gradients;
    int last = earliest(output);
    for (GraphNode step : steps.keySet()) {
      last = Math.max(last, earliest(step));
    }
    forward = last;
    requireComputed(output);
    if (inputGradient != null) {
      requireComputed(inputGradient);
    }
    order();
    choosePasses();
    place();
    fill();
  }

  private static void requireComputed(GraphNode result) {
    if (!result.isFull() || result.is(Kind.ARRAY)) {
      throw new UnsupportedOperationException("computes nothing from its input");
    }
  }

  /** The finished program. */
  ChannelGraph graph() {
    List<Pass> before = new ArrayList<>();
    List<Pass> after = new ArrayList<>();
    passes.forEach((number, walk) -> (number <= forward ? before : after).add(walk));
    return new ChannelGraph(
        List.copyOf(before),
        List.copyOf(after),
        arrays,
        temporaries,
        channelVectors,
        exampleVectors,
        parameters,
        numbers(steps),
        numbers(gradients));
  }

  private Map<Integer, Integer> numbers(Map<GraphNode, Integer> results) {
    Map<Integer, Integer> numbers = new TreeMap<>();
    results.forEach((node, to) -> numbers.put(values.get(node).number(), to));
    return numbers;
  }

  /** The first pass in which a value can be computed. */
  private int earliest(GraphNode node) {
    Integer known = earliest.get(node);
    if (known != null) {
      return known;
    }
    boolean walks = node.isFull() || node.is(Kind.SUM);
    int first = walks ? 1 : 0;
    for (GraphNode argument : node.arguments()) {
      int after = walks && !argument.isFull() ? 1 : 0;
      first = Math.max(first, earliest(argument) + after);
    }
    if (node.is(Kind.ARRAY) && node.number() == Role.OUTPUT_GRADIENT.ordinal()) {
      first = forward + 1;
    }
    earliest.put(node, first);
    return first;
  }

  /** Finds what has to be computed, and which of it an operation does on the way. */
  private void order() {
    Set<GraphNode> roots = new LinkedHashSet<>(List.of(output));
    roots.addAll(steps.keySet());
    if (inputGradient != null) {
      roots.add(inputGradient);
    }
    roots.addAll(gradients.keySet());
    Map<GraphNode, Integer> uses = new LinkedHashMap<>();
    roots.forEach(root -> count(root, uses));
    List<GraphNode> all = new ArrayList<>(uses.keySet());
    all.sort(Comparator.comparingInt(GraphNode::id));
    Set<GraphNode> absorbed = new LinkedHashSet<>();
    for (GraphNode node : all) {
      List<GraphNode> own = new ArrayList<>(node.arguments());
      if (node.is(Kind.ADD) && !scaled(own.get(0), uses)) {
        Collections.reverse(own);
      }
      boolean takes =
          node.is(Kind.SHIFT) || node.is(Kind.SUM) || node.is(Kind.ADD) && scaled(own.get(0), uses);
      Kind inner = node.is(Kind.SUM) ? Kind.MULTIPLY : Kind.SCALE;
      if (takes && own.get(0).is(inner) && uses.get(own.get(0)) == 1) {
        GraphNode on = own.remove(0);
        absorbed.add(on);
        own.addAll(0, on.arguments());
      }
      operands.put(node, own);
    }
    for (GraphNode node : all) {
      if (!absorbed.contains(node)) {
        computed.add(node);
        operands.get(node).forEach(x -> users.computeIfAbsent(x, k -> new ArrayList<>()).add(node));
      }
    }
  }

  /** Whether a value is a full one times a factor for each channel, for one use only. */
  private static boolean scaled(GraphNode node, Map<GraphNode, Integer> uses) {
    if (!node.isFull() || !node.is(Kind.SCALE) || uses.get(node) > 1) {
      return false;
    }
    GraphNode factor = node.arguments().get(1);
    return factor.is(Kind.CONSTANT) || factor.axes() == CHANNELS;
  }

  private static void count(GraphNode node, Map<GraphNode, Integer> uses) {
    if (uses.merge(node, 1, Integer::sum) == 1) {
      node.arguments().forEach(argument -> count(argument, uses));
    }
  }

  private List<GraphNode> users(GraphNode node) {
    return users.getOrDefault(node, List.of());
  }

  private void choosePasses() {
    for (int i = computed.size() - 1; i >= 0; i--) {
      GraphNode node = computed.get(i);
      boolean result = node == output || node == inputGradient;
      int first = earliest(node);
      if (node.isFull() && !result) {
        first = users(node).stream().mapToInt(pass::get).min().orElse(first);
      }
      pass.put(node, first);
    }
    if (lastUse(output) > forward) {
      throw new UnsupportedOperationException("needs its output for the gradient");
    }
    becomesInputGradient = inputGradient == null ? null : overwritten();
  }

  /** A value that nothing needs any more when the input's gradient is made from it. */
  private GraphNode overwritten() {
    Comparator<GraphNode> order = Comparator.comparing(pass::get);
    for (GraphNode node : operands.get(inputGradient)) {
      boolean own = node.isFull() && !node.is(Kind.ARRAY) && pass.get(node) > forward;
      GraphNode lastUser = users(node).stream().max(order.thenComparing(GraphNode::id)).get();
      if (own && lastUser == inputGradient) {
        return node;
      }
    }
    return null;
  }

  private int lastUse(GraphNode node) {
    return users(node).stream().mapToInt(pass::get).max().orElse(0);
  }

  private void place() {
    Map<Integer, BitSet> temporariesInUse = new HashMap<>();
    for (GraphNode node : computed) {
      BitSet inUse = temporariesInUse.computeIfAbsent(pass.get(node), key -> new BitSet());
      for (GraphNode operand : operands.get(node)) {
        if (values.get(operand).place() == Place.TEMPORARY && last(users(operand)) == node) {
          inUse.clear(values.get(operand).number());
        }
      }
      values.put(node, node.isFull() ? full(node, inUse) : vector(node));
    }
  }

  private static GraphNode last(List<GraphNode> nodes) {
    return nodes.get(nodes.size() - 1);
  }

  private Value full(GraphNode node, BitSet inUse) {
    if (node.is(Kind.ARRAY)) {
      return array(node.number());
    } else if (node == output) {
      return array(Role.OUTPUT.ordinal());
    } else if (node == inputGradient || node == becomesInputGradient) {
      return array(Role.INPUT_GRADIENT.ordinal());
    } else if (lastUse(node) > pass.get(node)) {
      return array(arrays++);
    }
    int number = inUse.nextClearBit(0);
    inUse.set(number);
    temporaries = Math.max(temporaries, number + 1);
    return new Value(Place.TEMPORARY, number, 0);
  }

  private static Value array(int number) {
    return new Value(Place.ARRAY, number, 0);
  }

  private Value vector(GraphNode node) {
    if (node.is(Kind.CONSTANT)) {
      return Value.of(node.constant());
    } else if (node.axes() != CHANNELS) {
      return new Value(Place.EXAMPLE, exampleVectors++, 0);
    } else if (node.is(Kind.PARAMETER)) {
      parameters.put(channelVectors, node.number());
    }
    return new Value(Place.CHANNEL, channelVectors++, 0);
  }

  private void fill() {
    for (GraphNode node : computed) {
      Pass own =
          passes.computeIfAbsent(
              pass.get(node), key -> new Pass(new ArrayList<>(), new ArrayList<>()));
      List<Value> in = operands.get(node).stream().map(values::get).toList();
      Value out = values.get(node);
      if (node.is(Kind.SUM) || node.isFull() && !node.is(Kind.ARRAY)) {
        own.operations().add(operation(node, in, out));
      } else if (!in.isEmpty()) {
        VectorKind kind = VectorKind.valueOf(node.kind().name());
        own.vectors().add(new VectorOperation(kind, in.get(0), in.get(1), out));
      }
    }
    passes.values().removeIf(own -> own.operations().isEmpty() && own.vectors().isEmpty());
  }

  private static Operation operation(GraphNode node, List<Value> in, Value out) {
    Value a = in.get(0);
    Value b = in.size() > 1 ? in.get(1) : null;
    return switch (node.kind()) {
      case SCALE -> new Operation(ChannelGraph.Kind.AFFINE, a, b, Value.of(0), out);
      case SHIFT ->
          in.size() == 2
              ? new Operation(ChannelGraph.Kind.AFFINE, a, Value.of(1), b, out)
              : new Operation(ChannelGraph.Kind.AFFINE, a, b, in.get(2), out);
      case ADD -> {
        boolean scales = in.size() == 3;
        ChannelGraph.Kind kind = scales ? ChannelGraph.Kind.MULTIPLY_ADD : ChannelGraph.Kind.ADD;
        yield new Operation(kind, a, b, scales ? in.get(2) : null, out);
      }
      default -> new Operation(ChannelGraph.Kind.valueOf(node.kind().name()), a, b, null, out);
    };
  }
}
