package io.github.bnlab.engine;

import static io.github.bnlab.engine.GraphNode.CHANNELS;
import static io.github.bnlab.engine.GraphNode.EXAMPLES;

import io.github.bnlab.engine.GraphNode.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the nodes of a graph, with a few simplifications on the way. Throws an {@link
 * UnsupportedOperationException} that names the operation if there is no kernel for it.
 */
final class GraphAlgebra {
  private final Map<List<Object>, GraphNode> nodes = new HashMap<>();

  private GraphNode node(
      Kind kind, int axes, List<GraphNode> arguments, int number, double constant) {
    List<Object> key = List.of(kind, axes, arguments, number, constant);
    GraphNode known = nodes.get(key);
    if (known == null) {
      known = new GraphNode(nodes.size(), kind, axes, arguments, number, constant);
      nodes.put(key, known);
    }
    return known;
  }

  private GraphNode node(Kind kind, GraphNode a, GraphNode b) {
    return node(kind, a.axes() | b.axes(), List.of(a, b), -1, 0);
  }

  /** A full array from outside, with a number. */
  GraphNode array(int number, int axes) {
    return node(Kind.ARRAY, axes, List.of(), number, 0);
  }

  /** One value per channel, from a place in the vector of parameters. */
  GraphNode parameter(int from) {
    return node(Kind.PARAMETER, CHANNELS, List.of(), from, 0);
  }

  GraphNode constant(double value) {
    return node(Kind.CONSTANT, 0, List.of(), -1, value);
  }

  GraphNode add(GraphNode a, GraphNode b) {
    if (b.isConstant(0)) {
      return a;
    } else if (a == b) {
      return multiply(a, constant(2));
    } else if (a.isFull() && b.isFull()) {
      // The derivative of a square comes as two equal addends.
      boolean twice = a.is(Kind.ADD) && a.argument(1) == b;
      return twice ? add(a.argument(0), add(b, b)) : node(Kind.ADD, a, b);
    } else if (b.isFull()) {
      return add(b, a);
    }
    return a.isFull() && !b.is(Kind.OUTER) ? node(Kind.SHIFT, a, b) : vector(Kind.ADD, a, b);
  }

  GraphNode subtract(GraphNode a, GraphNode b) {
    if (a.isFull() && b.isFull()) {
      return node(Kind.SUBTRACT, a, b);
    }
    boolean vectors = !a.isFull() && !b.isFull();
    return vectors ? vector(Kind.SUBTRACT, a, b) : add(a, negative(b));
  }

  GraphNode negative(GraphNode a) {
    return multiply(a, constant(-1));
  }

  GraphNode multiply(GraphNode a, GraphNode b) {
    if (b.isConstant(1)) {
      return a;
    } else if (a.isFull() && b.isFull()) {
      return node(Kind.MULTIPLY, a, b);
    } else if (b.isFull() || a.is(Kind.CONSTANT) && !b.is(Kind.CONSTANT)) {
      return multiply(b, a);
    } else if (b.is(Kind.OUTER)) {
      return multiply(multiply(a, b.argument(0)), b.argument(1));
    } else if (a.is(Kind.OUTER)) {
      return b.axes() == EXAMPLES
          ? node(Kind.OUTER, a.argument(0), multiply(a.argument(1), b))
          : node(Kind.OUTER, multiply(a.argument(0), b), a.argument(1));
    }
    boolean product = a.is(Kind.SCALE) || a.is(Kind.MULTIPLY) && !a.isFull();
    if (b.is(Kind.CONSTANT) && product && (a.is(Kind.SCALE) || a.argument(1).is(Kind.CONSTANT))) {
      return multiply(a.argument(0), multiply(a.argument(1), b));
    } else if (a.isFull()) {
      return node(Kind.SCALE, a, b);
    } else if (a.axes() == EXAMPLES && b.axes() == CHANNELS) {
      return node(Kind.OUTER, b, a);
    } else if (a.axes() == CHANNELS && b.axes() == EXAMPLES) {
      return node(Kind.OUTER, a, b);
    }
    return vector(Kind.MULTIPLY, a, b);
  }

  GraphNode divide(GraphNode a, GraphNode b) {
    boolean vectors = !a.isFull() && !a.is(Kind.OUTER) && (a.axes() == 0 || a.axes() == b.axes());
    return vectors ? vector(Kind.DIVIDE, a, b) : multiply(a, vector(Kind.DIVIDE, constant(1), b));
  }

  GraphNode power(GraphNode a, double exponent) {
    return a.isFull() && exponent == 2 ? multiply(a, a) : vector(Kind.POWER, a, constant(exponent));
  }

  /** The sum of a full value over all axes but those. */
  GraphNode sum(GraphNode a, int axes) {
    return node(Kind.SUM, axes, List.of(a), -1, 0);
  }

  private GraphNode vector(Kind kind, GraphNode a, GraphNode b) {
    if (a.isFull() || b.isFull() || a.is(Kind.OUTER) || b.is(Kind.OUTER)) {
      throw new UnsupportedOperationException("is not linear in a value of every element");
    } else if ((a.axes() | b.axes()) == (CHANNELS | EXAMPLES)) {
      throw new UnsupportedOperationException(
          "combines one value per channel and one value per example other than by a product");
    } else if (a.is(Kind.CONSTANT) && b.is(Kind.CONSTANT)) {
      return constant(evaluate(kind, a.constant(), b.constant()));
    }
    return node(kind, a, b);
  }

  private static double evaluate(Kind kind, double a, double b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      default -> StrictMath.pow(a, b);
    };
  }
}
