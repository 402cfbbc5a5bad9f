package io.github.bnlab.engine;

import static io.github.bnlab.engine.kernels.ChannelGraph.CHANNELS;
import static io.github.bnlab.engine.kernels.ChannelGraph.EXAMPLES;

import io.github.bnlab.engine.kernels.ChannelGraph.Kind;
import io.github.bnlab.engine.kernels.ChannelGraph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the nodes of a graph, with a few simplifications on the way. Throws an {@link
 * UnsupportedOperationException} if there is no kernel for an operation; its message is the end of
 * a sentence that {@link GraphCompiler} begins with the operation.
 */
final class GraphAlgebra {
  private final Map<List<Object>, Node> nodes = new HashMap<>();

  private Node node(Kind kind, int axes, List<Node> arguments, double number) {
    return nodes.computeIfAbsent(
        List.of(kind, axes, arguments, number),
        key -> new Node(nodes.size(), kind, axes, arguments, number));
  }

  private Node node(Kind kind, Node... arguments) {
    return node(kind, arguments[0].axes() | arguments[1].axes(), List.of(arguments), 0);
  }

  /** A full array from outside. */
  Node array(Kind kind, int axes) {
    return node(kind, axes, List.of(), 0);
  }

  /** One value per channel, from a place in the vector of parameters. */
  Node parameter(int from) {
    return node(Kind.PARAMETER, CHANNELS, List.of(), from);
  }

  Node constant(double value) {
    return node(Kind.CONSTANT, 0, List.of(), value);
  }

  Node add(Node a, Node b) {
    if (b.isConstant(0)) {
      return a;
    } else if (a == b) {
      return multiply(a, constant(2));
    } else if (b.isFull() && !a.isFull()) {
      return add(b, a);
    } else if (!a.isFull() || isOuter(b)) {
      return vector(Kind.ADD, a, b);
    }
    // The derivative of a square comes as two equal addends.
    boolean sum = a.kind() == Kind.FMA && a.arguments().size() == 3 && a.argument(1).isConstant(1);
    return b.isFull() && sum && a.argument(2) == b
        ? add(a.argument(0), add(b, b))
        : node(Kind.FMA, a, constant(1), b);
  }

  Node subtract(Node a, Node b) {
    if (a.isFull() && b.isFull()) {
      return node(Kind.FMA, b, constant(-1), a);
    }
    return a.isFull() || b.isFull() ? add(a, negative(b)) : vector(Kind.SUBTRACT, a, b);
  }

  Node negative(Node a) {
    return multiply(a, constant(-1));
  }

  Node multiply(Node a, Node b) {
    if (b.isConstant(1)) {
      return a;
    } else if (a.isFull() && b.isFull()) {
      return node(Kind.FMA, a, b);
    } else if (b.isFull() || a.kind() == Kind.CONSTANT && b.kind() != Kind.CONSTANT) {
      return multiply(b, a);
    } else if (isOuter(b)) {
      return multiply(multiply(a, b.argument(0)), b.argument(1));
    } else if (isOuter(a)) {
      return b.axes() == EXAMPLES
          ? node(Kind.OUTER, a.argument(0), multiply(a.argument(1), b))
          : node(Kind.OUTER, multiply(a.argument(0), b), a.argument(1));
    }
    boolean times = a.kind() == Kind.MULTIPLY && a.argument(1).kind() == Kind.CONSTANT;
    if (b.kind() == Kind.CONSTANT && (times || a.isProduct(false))) {
      return multiply(a.argument(0), multiply(a.argument(1), b));
    } else if (a.isFull()) {
      return node(Kind.FMA, a, b);
    } else if ((a.axes() | b.axes()) == (CHANNELS | EXAMPLES)) {
      return a.axes() == CHANNELS ? node(Kind.OUTER, a, b) : node(Kind.OUTER, b, a);
    }
    return vector(Kind.MULTIPLY, a, b);
  }

  Node divide(Node a, Node b) {
    boolean vectors = !a.isFull() && !isOuter(a) && (a.axes() == 0 || a.axes() == b.axes());
    return vectors ? vector(Kind.DIVIDE, a, b) : multiply(a, vector(Kind.DIVIDE, constant(1), b));
  }

  Node power(Node a, double exponent) {
    return a.isFull() && exponent == 2 ? multiply(a, a) : vector(Kind.POWER, a, constant(exponent));
  }

  /** The sum of a full value over all axes but those. */
  Node sum(Node a, int axes) {
    return node(Kind.SUM, axes, List.of(a), 0);
  }

  /** The sum of one value per channel and group over the groups. */
  Node groupSum(Node a) {
    return node(Kind.GROUP_SUM, CHANNELS, List.of(a), 0);
  }

  private static boolean isOuter(Node a) {
    return a.kind() == Kind.OUTER;
  }

  private Node vector(Kind kind, Node a, Node b) {
    if (a.isFull() || b.isFull() || isOuter(a) || isOuter(b)) {
      throw new UnsupportedOperationException("is not linear in a value of every element");
    } else if ((a.axes() | b.axes()) == (CHANNELS | EXAMPLES)) {
      throw new UnsupportedOperationException(
          "combines one value per channel and one value per example other than by a product");
    } else if (a.kind() == Kind.CONSTANT && b.kind() == Kind.CONSTANT) {
      return constant(kind.of(a.number(), b.number()));
    }
    return node(kind, a, b);
  }
}
