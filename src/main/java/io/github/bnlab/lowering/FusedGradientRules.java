package io.github.bnlab.lowering;

import java.util.Arrays;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * What the operations of backward passes mean for full values and vectors. Their inputs are the
 * operands of the forward operation and the gradient g of its result; the gradient of an operand
 * that was broadcast is summed over each channel.
 */
final class FusedGradientRules {
  private final ChannelValues values;
  private final ChannelVectors algebra;

  FusedGradientRules(ChannelValues values) {
    this.values = values;
    this.algebra = values.algebra();
  }

  /** Makes the outputs of an operation known; false if there is no rule for it. */
  boolean apply(DifferentialFunction operation, String[] in) {
    String[] out = operation.outputVariablesNames();
    boolean all = Arrays.stream(in).allMatch(values::contains);
    return switch (operation.opName()) {
      case "add_bp" -> all && add(in, 1, out);
      case "subtract_bp" -> all && add(in, -1, out);
      case "multiply_bp" -> all && multiply(in, out);
      case "divide_bp" -> all && divide(in, out);
      case "reduce_mean_bp" -> reduce(operation, in, 1.0 / values.layout().count(), out[0]);
      case "reduce_sum_bp" -> reduce(operation, in, 1, out[0]);
      case "reduce_sqnorm_bp" -> reduceSquares(operation, in, out[0]);
      default -> false;
    };
  }

  /** {@code a + sign * b}: g and sign * g. */
  private boolean add(String[] in, double sign, String[] out) {
    putGradient(out[0], in[0], in[2], ChannelVector.ONE);
    putGradient(out[1], in[1], in[2], ChannelVector.constant(sign));
    return true;
  }

  /** {@code a * b}: g * b and g * a. */
  private boolean multiply(String[] in, String[] out) {
    for (int i = 0; i < 2; i++) {
      String operand = in[i];
      String other = in[1 - i];
      if (!values.isFull(other)) {
        putGradient(out[i], operand, in[2], vector(other));
      } else if (values.isFull(operand)) {
        values.putProduct(out[i], in[2], other);
      } else {
        values.putVector(out[i], values.dot(in[2], other, 1), values.vectorShape(operand));
      }
    }
    return true;
  }

  /** {@code a / b} for a vector b: g / b and -g * a / b^2. */
  private boolean divide(String[] in, String[] out) {
    if (values.isFull(in[1])) {
      return false;
    }
    putGradient(out[0], in[0], in[2], algebra.power(vector(in[1]), -1));
    ChannelVector product =
        values.isFull(in[0])
            ? values.dot(in[2], in[0], 1)
            : algebra.times(vector(in[2]), vector(in[0]));
    ChannelVector square = algebra.power(vector(in[1]), -2);
    ChannelVector gradient = algebra.times(product, square).times(-1);
    values.putVector(out[1], gradient, values.vectorShape(in[1]));
    return true;
  }

  /** Spreads the gradient of a sum, times a factor, over what was summed. */
  private boolean reduce(DifferentialFunction operation, String[] in, double factor, String out) {
    ChannelVector gradient = gradientOfReduction(operation, in);
    if (gradient == null) {
      return false;
    }
    values.put(out, ChannelAffine.of(gradient.times(factor)));
    return true;
  }

  /** {@code sum of x^2}: 2 * g * x. */
  private boolean reduceSquares(DifferentialFunction operation, String[] in, String out) {
    ChannelVector gradient = gradientOfReduction(operation, in);
    if (gradient == null) {
      return false;
    }
    values.put(out, values.affine(in[0]).times(gradient.times(2), algebra));
    return true;
  }

  private ChannelVector gradientOfReduction(DifferentialFunction operation, String[] in) {
    int[] axes =
        Arrays.stream(((DynamicCustomOp) operation).iArgs()).mapToInt(i -> (int) i).toArray();
    boolean fits = in.length == 2 && values.isFull(in[0]);
    return fits && values.layout().reducesToVector(axes) ? values.reduced(in[1]) : null;
  }

  /** The gradient {@code g * factor}, summed if the operand is a vector and g is full. */
  private void putGradient(String out, String operand, String g, ChannelVector factor) {
    if (values.isFull(operand)) {
      values.put(out, values.affine(g).times(factor, algebra));
    } else {
      ChannelVector sum = values.isFull(g) ? values.sum(g, 1) : vector(g);
      values.putVector(out, algebra.times(sum, factor), values.vectorShape(operand));
    }
  }

  private ChannelVector vector(String variable) {
    return values.affine(variable).offset();
  }
}
