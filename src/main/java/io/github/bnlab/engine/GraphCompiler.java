package io.github.bnlab.engine;

import static io.github.bnlab.engine.kernels.ChannelGraph.CHANNELS;
import static io.github.bnlab.engine.kernels.ChannelGraph.EXAMPLES;
import static io.github.bnlab.engine.kernels.ChannelGraph.PIXELS;

import io.github.bnlab.batchnorm.NormalizationGraph;
import io.github.bnlab.batchnorm.NormalizationLayer;
import io.github.bnlab.engine.kernels.ChannelGraph;
import io.github.bnlab.engine.kernels.ChannelGraph.Kind;
import io.github.bnlab.engine.kernels.ChannelGraph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.BaseScalarOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * From the SameDiff graph of a normalization layer, with the gradients that SameDiff derives, to a
 * program for the kernels. It starts from the results that are wanted and follows the operations
 * back to the input and the parameters; {@link ChannelGraph} puts what it meets into passes.
 */
final class GraphCompiler {
  private final SameDiff graph;
  private final long[] shape;
  private final GraphAlgebra algebra = new GraphAlgebra();
  private final Map<String, Term> known = new HashMap<>();

  /**
   * A variable.
   *
   * @param span the axes that it has in the graph. Its node has fewer where it is the same along an
   *     axis, and more where it is still to be summed: such a gradient must be used linearly
   */
  private record Term(Node node, int span) {
    boolean isUnsummed() {
      return (node.axes() & ~span) != 0;
    }
  }

  private GraphCompiler(SameDiff graph, long... shape) {
    this.graph = graph;
    this.shape = shape;
  }

  /**
   * Compiles the graph of a layer.
   *
   * @param shape of the input, {@code [N, C]} or {@code [N, C, H, W]}
   * @param parameters from their names to where they start in the vector of all
   * @throws UnsupportedOperationException if the graph has an operation that there is no kernel for
   */
  static ChannelGraph compile(
      NormalizationLayer layer,
      long[] shape,
      boolean training,
      DataType type,
      Map<String, Integer> parameters) {
    SameDiff graph = layer.graph(shape, training, type);
    return new GraphCompiler(training ? graph.getFunction("grad") : graph, shape)
        .compile(graph, training, parameters, layer.runningSteps());
  }

  private ChannelGraph compile(
      SameDiff whole,
      boolean training,
      Map<String, Integer> parameters,
      Map<String, String> runningSteps) {
    bindArray(NormalizationGraph.INPUT, Kind.INPUT);
    parameters.forEach(
        (name, from) -> known.put(name, new Term(algebra.parameter(from), CHANNELS)));
    Node output = value(NormalizationGraph.OUTPUT).node();
    if (!training) {
      return new ChannelGraph(output, null, Map.of());
    }
    Map<Node, Integer> results = new HashMap<>();
    runningSteps.forEach((name, step) -> results.put(vector(step), parameters.get(name)));
    bindArray(gradientName(whole, NormalizationGraph.OUTPUT), Kind.OUTPUT_GRADIENT);
    for (String name : List.of(NormalizationGraph.GAMMA, NormalizationGraph.BETA)) {
      results.put(vector(gradientName(whole, name)), parameters.get(name));
    }
    if (results.size() < parameters.size()) {
      throw new UnsupportedOperationException("has two parameters with the same gradient");
    }
    Node inputGradient = value(gradientName(whole, NormalizationGraph.INPUT)).node();
    return new ChannelGraph(output, inputGradient, results);
  }

  private String gradientName(SameDiff whole, String name) {
    if (graph.getGradForVariable(name) == null) {
      throw new UnsupportedOperationException("has a graph without a gradient of " + name);
    }
    return NormalizationGraph.gradientName(whole, name);
  }

  private void bindArray(String name, Kind kind) {
    int span = shape.length > 2 ? CHANNELS | EXAMPLES | PIXELS : CHANNELS | EXAMPLES;
    known.put(name, new Term(algebra.array(kind, span), span));
  }

  private Node vector(String name) {
    Term term = value(name);
    boolean computed = !term.node().arguments().isEmpty();
    if (!computed || term.span() != CHANNELS || term.node().axes() != CHANNELS) {
      throw new UnsupportedOperationException(
          "does not compute " + name + " as one value per channel");
    }
    return term.node();
  }

  private Term value(String name) {
    Term term = known.get(name);
    if (term == null) {
      term = compute(name);
      known.put(name, term);
    }
    return term;
  }

  private Term compute(String name) {
    Variable variable = graph.getVariables().get(name);
    if (variable == null || variable.getOutputOfOp() == null) {
      throw new UnsupportedOperationException(
          "needs the variable " + name + ", which no operation computes");
    }
    DifferentialFunction operation = graph.getOps().get(variable.getOutputOfOp()).getOp();
    List<Term> in = new ArrayList<>();
    String[] names = operation.argNames();
    for (String input : names == null ? new String[0] : names) {
      in.add(value(input));
    }
    try {
      int output = Arrays.asList(operation.outputVariablesNames()).indexOf(name);
      return apply(operation, in, output);
    } catch (UnsupportedOperationException | IndexOutOfBoundsException e) {
      throw new UnsupportedOperationException(
          "has the operation %s of kind %s, which %s"
              .formatted(operation.getOwnName(), operation.opName(), e.getMessage()),
          e);
    }
  }

  /** One output of an operation. */
  private Term apply(DifferentialFunction operation, List<Term> in, int output) {
    String kind = operation.opName();
    if (operation instanceof BaseScalarOp scalar && in.size() == 1) {
      return scalar(kind, in.get(0), scalar.scalar().getDouble(0));
    }
    if (operation instanceof BaseReduceOp reduction && in.size() == 1) {
      int[] axes = reduction.getDimensions();
      require(axes != null && reduction.isKeepDims()); // else it may broadcast along others
      return reduce(kind, in.get(0), axes(Arrays.stream(axes).asLongStream().toArray()));
    }
    return switch (in.size()) {
      case 1 -> unary(kind, in.get(0));
      case 2 -> binary(operation, in.get(0), in.get(1));
      case 3 -> gradient(kind, in.get(output), in.get(1 - output), in.get(2), output == 0);
      default -> throw unknown();
    };
  }

  private static UnsupportedOperationException unknown() {
    return new UnsupportedOperationException("the engine does not know");
  }

  private Term scalar(String kind, Term a, double value) {
    Term b = new Term(algebra.constant(value), 0);
    return switch (kind) {
      case "add_scalar" -> add(a, b);
      case "sub_scalar" -> add(a, negative(b));
      case "rsub_scalar" -> add(negative(a), b);
      case "mul_scalar" -> multiply(a, b);
      case "div_scalar" -> divide(a, b);
      case "pow" -> power(a, value);
      default -> throw unknown();
    };
  }

  private Term unary(String kind, Term a) {
    return switch (kind) {
      case "identity" -> a;
      case "neg" -> negative(a);
      case "square" -> power(a, 2);
      case "sqrt" -> power(a, 0.5);
      case "rsqrt" -> power(a, -0.5);
      case "Reciprocal" -> power(a, -1);
      default -> throw unknown();
    };
  }

  private Term binary(DifferentialFunction operation, Term a, Term b) {
    return switch (operation.opName()) {
      case "add" -> add(a, b);
      case "subtract" -> subtract(a, b);
      case "multiply" -> multiply(a, b);
      case "divide" -> divide(a, b);
      case "reduce_mean_bp", "reduce_sum_bp" -> {
        int summed = a.span() & axes(((DynamicCustomOp) operation).iArgs());
        require(!b.isUnsummed() && b.span() == (a.span() & ~summed));
        boolean mean = operation.opName().equals("reduce_mean_bp");
        yield new Term(mean ? mean(b, summed).node() : b.node(), a.span());
      }
      default -> throw unknown();
    };
  }

  /** The gradient by an operand of {@code operand * other}, {@code operand / other} and so on. */
  private Term gradient(String kind, Term operand, Term other, Term g, boolean first) {
    return switch (kind) {
      case "add_bp" -> sum(g, operand.span());
      case "subtract_bp" -> {
        Term sum = sum(g, operand.span());
        yield first ? sum : negative(sum);
      }
      case "multiply_bp" -> sum(multiply(g, other), operand.span());
      case "divide_bp" -> {
        Term quotient =
            first ? divide(g, other) : negative(divide(multiply(g, other), power(operand, 2)));
        yield sum(quotient, operand.span());
      }
      default -> throw unknown();
    };
  }

  private Term add(Term a, Term b) {
    requireSameState(a, b);
    return new Term(algebra.add(a.node(), b.node()), a.span() | b.span());
  }

  private Term subtract(Term a, Term b) {
    requireSameState(a, b);
    return new Term(algebra.subtract(a.node(), b.node()), a.span() | b.span());
  }

  private Term negative(Term a) {
    return new Term(algebra.negative(a.node()), a.span());
  }

  private Term multiply(Term a, Term b) {
    requireLinear(a, b);
    requireLinear(b, a);
    return new Term(algebra.multiply(a.node(), b.node()), a.span() | b.span());
  }

  private Term divide(Term a, Term b) {
    requireLinear(a, b);
    require(!b.isUnsummed());
    return new Term(algebra.divide(a.node(), b.node()), a.span() | b.span());
  }

  private Term power(Term a, double exponent) {
    require(!a.isUnsummed());
    return new Term(algebra.power(a.node(), exponent), a.span());
  }

  private Term reduce(String kind, Term a, int axes) {
    if (!kind.equals("reduce_mean") && !kind.equals("reduce_sum")) {
      throw unknown();
    }
    require(!a.isUnsummed());
    Term sum = sum(a, a.span() & ~axes);
    require(!sum.isUnsummed());
    return kind.equals("reduce_mean") ? mean(sum, a.span() & axes) : sum;
  }

  /** From a sum over some axes to the mean. */
  private Term mean(Term sum, int axes) {
    return multiply(sum, new Term(algebra.constant(1 / count(axes)), 0));
  }

  /** The sum over all axes but some; that over pixels alone is put off. */
  private Term sum(Term a, int span) {
    int summed = a.span() & ~span;
    Node node = a.node();
    if (summed == 0) {
      return a;
    } else if ((node.axes() & summed) == 0) {
      return new Term(algebra.multiply(node, algebra.constant(count(summed))), span);
    }
    require(node.isFull());
    if (span == CHANNELS || span == EXAMPLES) {
      return new Term(algebra.sum(node, span), span);
    }
    require(summed == PIXELS);
    return new Term(node, span);
  }

  private double count(int axes) {
    double pixels = shape.length > 2 ? (double) shape[2] * shape[3] : 1;
    return ((axes & CHANNELS) == 0 ? 1 : shape[1])
        * ((axes & EXAMPLES) == 0 ? 1 : shape[0])
        * ((axes & PIXELS) == 0 ? 1 : pixels);
  }

  /** Axes by their numbers; those of the pixels come together or not at all. */
  private int axes(long... numbers) {
    boolean[] named = new boolean[shape.length];
    for (long number : numbers) {
      named[(int) (number < 0 ? number + shape.length : number)] = true;
    }
    int axes = (named[0] ? EXAMPLES : 0) | (named[1] ? CHANNELS : 0);
    if (shape.length > 2) {
      require(named[2] == named[3]);
      axes |= named[2] ? PIXELS : 0;
    }
    return axes;
  }

  /** What is unsummed may be multiplied by what is the same in everything that is to be summed. */
  private static void requireLinear(Term a, Term factor) {
    require(!a.isUnsummed() || !factor.isUnsummed() && (factor.span() & ~a.span()) == 0);
  }

  private static void requireSameState(Term a, Term b) {
    boolean none = !a.isUnsummed() && !b.isUnsummed();
    require(none || a.isUnsummed() && b.isUnsummed() && a.span() == b.span());
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new UnsupportedOperationException("the engine does not know for values of such shapes");
    }
  }
}
