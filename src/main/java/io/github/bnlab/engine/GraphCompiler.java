package io.github.bnlab.engine;

import static io.github.bnlab.engine.kernels.ChannelGraph.CHANNELS;
import static io.github.bnlab.engine.kernels.ChannelGraph.EXAMPLES;
import static io.github.bnlab.engine.kernels.ChannelGraph.GROUPS;
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
import java.util.stream.IntStream;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
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
 *
 * <p>A variable of the graph is {@code [N, C]} or {@code [N, C, H, W]}, or in groups of the
 * examples {@code [G, N/G, C, H*W]}, with 1 for an axis along which it is the same; the only
 * operation that leads from one to the other is a reshape.
 */
final class GraphCompiler {
  /** The axes of a variable in groups. */
  private static final List<Integer> GROUPED = List.of(GROUPS, EXAMPLES, CHANNELS, PIXELS);

  private final SameDiff graph;
  private final long[] shape;
  private final int groups;
  private final GraphAlgebra algebra = new GraphAlgebra();
  private final Map<String, Term> known = new HashMap<>();

  /**
   * A variable.
   *
   * @param span the axes that it has in the graph. Its node has fewer where it is the same along an
   *     axis, and more where it is still to be summed: such a gradient must be used linearly
   * @param grouped whether its axes are those of groups
   */
  private record Term(Node node, int span, boolean grouped) {
    Term with(Node other) {
      return new Term(other, span, grouped);
    }

    /** The result of an operation on this and another one, which broadcast. */
    Term with(Term operand, Node result) {
      require(span == 0 || operand.span == 0 || grouped == operand.grouped);
      return new Term(result, span | operand.span, grouped || operand.grouped);
    }

    boolean isUnsummed() {
      return (node.axes() & ~span) != 0;
    }
  }

  private GraphCompiler(SameDiff graph, int groups, long... shape) {
    this.graph = graph;
    this.groups = groups;
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
    int groups = training ? layer.groups() : 1;
    return new GraphCompiler(training ? graph.getFunction("grad") : graph, groups, shape)
        .compile(training, parameters, layer.runningSteps());
  }

  private ChannelGraph compile(
      boolean training, Map<String, Integer> parameters, Map<String, String> runningSteps) {
    bindArray(NormalizationGraph.INPUT, Kind.INPUT);
    parameters.forEach(
        (name, from) -> known.put(name, new Term(algebra.parameter(from), CHANNELS, false)));
    Node output = value(NormalizationGraph.OUTPUT).node();
    if (!training) {
      return new ChannelGraph(output, null, Map.of(), groups);
    }
    Map<Node, Integer> results = new HashMap<>();
    runningSteps.forEach((name, step) -> results.put(vector(step), parameters.get(name)));
    bindArray(gradientName(NormalizationGraph.OUTPUT), Kind.OUTPUT_GRADIENT);
    for (String name : List.of(NormalizationGraph.GAMMA, NormalizationGraph.BETA)) {
      results.put(vector(gradientName(name)), parameters.get(name));
    }
    if (results.size() < parameters.size()) {
      throw new UnsupportedOperationException("has two parameters with the same gradient");
    }
    Node inputGradient = value(gradientName(NormalizationGraph.INPUT)).node();
    return new ChannelGraph(output, inputGradient, results, groups);
  }

  private String gradientName(String name) {
    SDVariable gradient = graph.getGradForVariable(name);
    if (gradient == null) {
      throw new UnsupportedOperationException("has a graph without a gradient of " + name);
    }
    return gradient.name();
  }

  private void bindArray(String name, Kind kind) {
    int span = CHANNELS | examples() | (shape.length > 2 ? PIXELS : 0);
    known.put(name, new Term(algebra.array(kind, span), span, false));
  }

  /** Axes that the first one of the input stands for. */
  private int examples() {
    return groups == 1 ? EXAMPLES : EXAMPLES | GROUPS;
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
      in.add(value(sourceOfShape(input)));
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

  /** The variable whose shape a variable holds; any other variable itself. */
  private String sourceOfShape(String name) {
    Variable variable = graph.getVariables().get(name);
    String by = variable == null ? null : variable.getOutputOfOp();
    DifferentialFunction operation = by == null ? null : graph.getOps().get(by).getOp();
    boolean isShape = operation != null && operation.opName().equals("shape_of");
    return isShape ? operation.argNames()[0] : name;
  }

  /** To the shape that the operation names, or to that of another variable. */
  private Term reshape(DifferentialFunction operation, List<Term> in) {
    Term a = in.get(0);
    if (in.size() == 2) {
      require(a.span() == in.get(1).span());
      return in.get(1).with(a.node());
    }
    long[] order = ((DynamicCustomOp) operation).iArgs();
    long[] to = Arrays.copyOfRange(order, 1, order.length);
    boolean toGroups = Arrays.equals(to, lengths(a.span(), true));
    require(toGroups || Arrays.equals(to, lengths(a.span(), false)));
    return new Term(a.node(), a.span(), toGroups);
  }

  /** The shape of a variable that has some of the axes. */
  private long[] lengths(int span, boolean inGroups) {
    List<Integer> axes = inGroups ? GROUPED : List.of(examples(), CHANNELS, PIXELS, PIXELS);
    long[] lengths = new long[inGroups ? GROUPED.size() : shape.length];
    Arrays.setAll(lengths, i -> (long) count(axes.get(i) & span));
    if (!inGroups && shape.length > 2 && (span & PIXELS) != 0) {
      lengths[2] = shape[2];
      lengths[3] = shape[3];
    }
    return lengths;
  }

  /** One output of an operation. */
  private Term apply(DifferentialFunction operation, List<Term> in, int output) {
    String kind = operation.opName();
    if (kind.equals("reshape")) {
      return reshape(operation, in);
    }
    if (operation instanceof BaseScalarOp scalar && in.size() == 1) {
      return scalar(kind, in.get(0), scalar.scalar().getDouble(0));
    }
    if (operation instanceof BaseReduceOp reduction && in.size() == 1) {
      int[] axes = reduction.getDimensions();
      require(axes != null && reduction.isKeepDims()); // else it may broadcast along others
      return reduce(kind, in.get(0), axes(in.get(0), Arrays.stream(axes).asLongStream().toArray()));
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
    Term b = constant(value);
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

  private Term constant(double value) {
    return new Term(algebra.constant(value), 0, false);
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
        int summed = a.span() & axes(a, ((DynamicCustomOp) operation).iArgs());
        require(!b.isUnsummed() && b.span() == (a.span() & ~summed));
        boolean mean = operation.opName().equals("reduce_mean_bp");
        yield a.with(mean ? mean(b, summed).node() : b.node());
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
    return a.with(b, algebra.add(a.node(), b.node()));
  }

  private Term subtract(Term a, Term b) {
    requireSameState(a, b);
    return a.with(b, algebra.subtract(a.node(), b.node()));
  }

  private Term negative(Term a) {
    return a.with(algebra.negative(a.node()));
  }

  private Term multiply(Term a, Term b) {
    requireLinear(a, b);
    requireLinear(b, a);
    return a.with(b, algebra.multiply(a.node(), b.node()));
  }

  private Term divide(Term a, Term b) {
    requireLinear(a, b);
    require(!b.isUnsummed());
    return a.with(b, algebra.divide(a.node(), b.node()));
  }

  private Term power(Term a, double exponent) {
    require(!a.isUnsummed());
    return a.with(algebra.power(a.node(), exponent));
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
    return multiply(sum, constant(1 / count(axes)));
  }

  /** The sum over all axes but some; that over pixels alone is put off. */
  private Term sum(Term a, int span) {
    int summed = a.span() & ~span;
    Node node = a.node();
    if (summed == 0) {
      return a;
    } else if ((node.axes() & summed) == 0) {
      return new Term(algebra.multiply(node, algebra.constant(count(summed))), span, a.grouped());
    } else if (node.axes() == (CHANNELS | GROUPS) && summed == GROUPS) {
      return new Term(algebra.groupSum(node), span, a.grouped());
    }
    require(node.isFull());
    if (span == CHANNELS || span == EXAMPLES || span == (CHANNELS | GROUPS)) {
      return new Term(algebra.sum(node, span), span, a.grouped());
    }
    require(summed == PIXELS);
    return new Term(node, span, a.grouped());
  }

  private double count(int axes) {
    double pixels = shape.length > 2 ? (double) shape[2] * shape[3] : 1;
    return ((axes & CHANNELS) == 0 ? 1 : shape[1])
        * ((axes & GROUPS) == 0 ? 1 : groups)
        * ((axes & EXAMPLES) == 0 ? 1 : shape[0] / groups)
        * ((axes & PIXELS) == 0 ? 1 : pixels);
  }

  /** Axes of a variable by their numbers; those of the pixels come together or not at all. */
  private int axes(Term a, long... numbers) {
    boolean[] named = new boolean[a.grouped() ? GROUPED.size() : shape.length];
    for (long number : numbers) {
      named[(int) (number < 0 ? number + named.length : number)] = true;
    }
    if (a.grouped()) {
      return IntStream.range(0, named.length)
          .map(i -> named[i] ? GROUPED.get(i) : 0)
          .reduce(0, (all, axis) -> all | axis);
    }
    int axes = (named[0] ? examples() : 0) | (named[1] ? CHANNELS : 0);
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
