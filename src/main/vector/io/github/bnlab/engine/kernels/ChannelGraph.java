package io.github.bnlab.engine.kernels;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A normalization layer as operations, in passes over its input. In a pass, operations on full
 * arrays run piece by piece, with sums over channels or over examples; after it come operations on
 * those sums, one value per channel, per channel and group of examples, or per example.
 *
 * <p>Sums and operations on vectors come as early as they can: a sum is known after its pass. A
 * full value is computed in the first pass that uses it; if a later one does so too, it is kept.
 * Pass 0 has what depends on the parameters alone.
 */
public final class ChannelGraph {
  public static final int CHANNELS = 1;
  public static final int EXAMPLES = 2;
  public static final int PIXELS = 4;

  /** Runs of consecutive examples, of equal size; {@link #EXAMPLES} are those of a group then. */
  public static final int GROUPS = 8;

  private final Node output;
  private final Node inputGradient;
  private final Map<Node, Integer> results;
  private final int groups;
  private final Map<Node, Operation> operations = new TreeMap<>(Comparator.comparingInt(Node::id));
  private int forward;

  /** How a value comes about. */
  public enum Kind {
    INPUT,
    OUTPUT_GRADIENT,
    PARAMETER,
    CONSTANT,
    /** {@code a b} or {@code a b + c}, rounded once; a is full. */
    FMA,
    /**
     * The sum over each channel, each channel of a group or each example, of {@code a} or of {@code
     * a b}, full ones.
     */
    SUM,
    /** The sum over the groups, of one value per channel and group. */
    GROUP_SUM,
    /**
     * One value per channel times one value per example. It is never computed: what is multiplied
     * by it is multiplied by one after the other.
     */
    OUTER,
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    /** {@code a^b}, b a constant. */
    POWER;

    /** What an operation on vectors makes of two of their values. */
    public double of(double a, double b) {
      return switch (this) {
        case ADD -> a + b;
        case SUBTRACT -> a - b;
        case MULTIPLY -> a * b;
        case DIVIDE -> a / b;
        case POWER -> power(a, b);
        default -> throw new IllegalStateException(this + " is no operation on vectors");
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
  }

  /**
   * A value. Equal ones are the same object.
   *
   * @param id rising: those of the arguments are lower, and that of the output's gradient is higher
   *     than those of the output and of the steps of running values
   * @param axes what the value changes along, as a sum of {@link #CHANNELS}, {@link #EXAMPLES},
   *     {@link #PIXELS} and {@link #GROUPS}
   * @param number the value of a constant, or where a parameter starts in the vector of all
   */
  public record Node(int id, Kind kind, int axes, List<Node> arguments, double number) {
    /** One of the arguments. */
    public Node argument(int index) {
      return arguments.get(index);
    }

    /** Whether it is an array with a value for every element. */
    public boolean isFull() {
      return kind != Kind.OUTER && (axes & CHANNELS) != 0 && (axes & EXAMPLES) != 0;
    }

    public boolean isConstant(double value) {
      return kind == Kind.CONSTANT && number == value;
    }

    /** Whether it is a product, of a full value and one that is full or not. */
    public boolean isProduct(boolean full) {
      return kind == Kind.FMA && arguments.size() == 2 && argument(1).isFull() == full;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return id;
    }
  }

  /** A node, what it is computed from in fact, and when. */
  public static final class Operation {
    private final Node node;
    private final List<Node> operands;
    private int pass;
    private int firstUse = Integer.MAX_VALUE;
    private Operation lastUser;

    private Operation(Node node, List<Node> operands) {
      this.node = node;
      this.operands = operands;
    }

    public Node node() {
      return node;
    }

    public List<Node> operands() {
      return operands;
    }

    /** The pass that computes it. */
    public int pass() {
      return pass;
    }

    /** Whether a later pass uses it. */
    public boolean isKept() {
      return lastUser != null && lastUser.pass > pass;
    }
  }

  /**
   * The operations that some values need.
   *
   * @param inputGradient null in inference
   * @param results the gradients by parameters, and where these start
   * @param groups of the examples; 1 for none
   * @throws UnsupportedOperationException if they cannot be put into passes
   */
  public ChannelGraph(Node output, Node inputGradient, Map<Node, Integer> results, int groups) {
    this.output = output;
    this.inputGradient = inputGradient;
    this.results = results;
    this.groups = groups;
    List<Node> roots = new ArrayList<>(results.keySet());
    roots.add(output);
    if (inputGradient != null) {
      roots.add(inputGradient);
    }
    Map<Node, Integer> uses = new HashMap<>();
    roots.forEach(root -> count(root, uses));
    roots.forEach(root -> add(root, uses));
    choosePasses();
    if (!isComputed(output) || inputGradient != null && !isComputed(inputGradient)) {
      throw new UnsupportedOperationException("computes nothing from its input");
    }
    Operation lastUser = operations.get(output).lastUser;
    if (lastUser != null && lastUser.pass > forward) {
      throw new UnsupportedOperationException("needs its output for the gradient");
    }
  }

  private static boolean isComputed(Node result) {
    return result.isFull() && !result.arguments().isEmpty();
  }

  private static void count(Node node, Map<Node, Integer> uses) {
    if (uses.merge(node, 1, Integer::sum) == 1) {
      node.arguments().forEach(argument -> count(argument, uses));
    }
  }

  private void add(Node node, Map<Node, Integer> uses) {
    if (!operations.containsKey(node)) {
      Operation operation = new Operation(node, operands(node, uses));
      operations.put(node, operation);
      operation.operands.forEach(operand -> add(operand, uses));
    }
  }

  /** The arguments, or in place of a product of no other use its factors. */
  private static List<Node> operands(Node node, Map<Node, Integer> uses) {
    Node a = node.arguments().isEmpty() ? null : node.argument(0);
    if (node.kind() == Kind.SUM && a.isProduct(true) && uses.get(a) == 1) {
      return a.arguments();
    } else if (node.kind() != Kind.FMA
        || node.arguments().size() < 3
        || !node.argument(1).isConstant(1)) {
      return node.arguments();
    }
    Node c = node.argument(2);
    if (a.isProduct(false) && uses.get(a) == 1 && (!c.isFull() || hasFactorOfChannels(a))) {
      return List.of(a.argument(0), a.argument(1), c);
    } else if (c.isProduct(false) && uses.get(c) == 1 && hasFactorOfChannels(c)) {
      return List.of(c.argument(0), c.argument(1), a);
    }
    return node.arguments();
  }

  private static boolean hasFactorOfChannels(Node product) {
    return (product.argument(1).axes() & (EXAMPLES | GROUPS)) == 0;
  }

  private void choosePasses() {
    Map<Node, Integer> earliest = new HashMap<>();
    int last = 0;
    for (Operation operation : operations.values()) {
      Node node = operation.node;
      boolean walks = node.isFull() || node.kind() == Kind.SUM;
      int first = node.kind() == Kind.OUTPUT_GRADIENT ? last + 1 : walks ? 1 : 0;
      for (Node operand : operation.operands) {
        first = Math.max(first, earliest.get(operand) + (walks && !operand.isFull() ? 1 : 0));
      }
      forward = node.kind() == Kind.OUTPUT_GRADIENT ? last : forward;
      last = Math.max(last, first);
      earliest.put(node, first);
    }
    forward = inputGradient == null ? last : forward;
    List<Operation> backwards = operations();
    Collections.reverse(backwards);
    for (Operation operation : backwards) {
      Node node = operation.node;
      boolean waits = node.isFull() && node != output && node != inputGradient;
      operation.pass = waits ? operation.firstUse : earliest.get(node);
      for (Node operand : operation.operands) {
        Operation used = operations.get(operand);
        used.firstUse = Math.min(used.firstUse, operation.pass);
        if (used.lastUser == null || used.lastUser.pass < operation.pass) {
          used.lastUser = operation;
        }
      }
    }
  }

  /** In the order in which they can be computed. */
  public List<Operation> operations() {
    return new ArrayList<>(operations.values());
  }

  /** Whether nothing needs an operand any more after an operation. */
  public boolean isLastUse(Operation operation, Node operand) {
    return operations.get(operand).lastUser == operation;
  }

  /** The last of the passes to the output and to the steps of running values. */
  public int lastForward() {
    return forward;
  }

  public Node output() {
    return output;
  }

  /** The gradient of the input; null in inference. */
  public Node inputGradient() {
    return inputGradient;
  }

  /** How many groups the examples are in. */
  public int groups() {
    return groups;
  }

  /** Where the gradients go that are results. */
  public Map<Node, Integer> results() {
    return results;
  }
}
