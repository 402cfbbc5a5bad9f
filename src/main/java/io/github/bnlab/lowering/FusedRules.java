package io.github.bnlab.lowering;

import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.BaseScalarOp;

/** What each kind of forward operation means for full values and vectors. */
final class FusedRules {
  private final ChannelValues values;
  private final ChannelVectors algebra;
  private final FusedGradientRules gradients;

  FusedRules(ChannelValues values) {
    this.values = values;
    this.algebra = values.algebra();
    this.gradients = new FusedGradientRules(values);
  }

  /**
   * Makes the outputs of an operation known, from inputs that are.
   *
   * @return false if there is no rule for it
   */
  boolean apply(DifferentialFunction operation) {
    String[] in = GraphLowering.inputs(operation);
    if (in.length == 0 || !values.contains(in[0])) {
      return false;
    }
    String out = operation.outputVariablesNames()[0];
    if (operation instanceof BaseScalarOp scalar) {
      double value = scalar.scalar().getDouble(0);
      return in.length == 1 && scalar(operation.opName(), in[0], value, out);
    }
    if (operation instanceof BaseReduceOp reduction) {
      return in.length == 1 && reduce(reduction, in[0], out);
    }
    boolean pair = in.length == 2 && values.contains(in[1]);
    return switch (operation.opName()) {
      case "identity" -> rename(in[0], out);
      case "neg" -> affine(in[0], -1, 0, out);
      case "square" -> power(in[0], 2, out);
      case "rsqrt" -> power(in[0], -0.5, out);
      case "sqrt" -> power(in[0], 0.5, out);
      case "Reciprocal" -> power(in[0], -1, out);
      case "add" -> pair && add(in[0], in[1], 1, out);
      case "subtract" -> pair && add(in[0], in[1], -1, out);
      case "multiply" -> pair && multiply(in[0], in[1], out);
      case "divide" -> pair && divide(in[0], in[1], out);
      default -> gradients.apply(operation, in);
    };
  }

  private boolean scalar(String kind, String in, double scalar, String out) {
    return switch (kind) {
      case "add_scalar" -> affine(in, 1, scalar, out);
      case "sub_scalar" -> affine(in, 1, -scalar, out);
      case "rsub_scalar" -> affine(in, -1, scalar, out);
      case "mul_scalar" -> affine(in, scalar, 0, out);
      case "div_scalar" -> affine(in, 1 / scalar, 0, out);
      case "pow" -> power(in, scalar, out);
      default -> false;
    };
  }

  private boolean rename(String in, String out) {
    values.put(out, values.value(in));
    return true;
  }

  /** {@code factor * in + shift}. */
  private boolean affine(String in, double factor, double shift, String out) {
    ChannelAffine scaled = values.affine(in).times(ChannelVector.constant(factor), algebra);
    ChannelAffine constant = ChannelAffine.of(ChannelVector.constant(shift));
    values.putResult(out, scaled.plus(constant, algebra), in);
    return true;
  }

  private boolean power(String in, double exponent, String out) {
    if (values.isFull(in)) {
      return exponent == 2 && multiply(in, in, out);
    }
    ChannelVector power = algebra.power(values.affine(in).offset(), exponent);
    values.putResult(out, ChannelAffine.of(power), in);
    return true;
  }

  private boolean add(String a, String b, double sign, String out) {
    ChannelAffine addend = values.affine(b).times(ChannelVector.constant(sign), algebra);
    values.putResult(out, values.affine(a).plus(addend, algebra), a, b);
    return true;
  }

  private boolean multiply(String a, String b, String out) {
    values.putProduct(out, a, b);
    return true;
  }

  private boolean divide(String a, String b, String out) {
    if (values.isFull(b)) {
      return false;
    }
    ChannelVector inverse = algebra.power(values.affine(b).offset(), -1);
    values.putResult(out, values.affine(a).times(inverse, algebra), a, b);
    return true;
  }

  private boolean reduce(BaseReduceOp operation, String in, String out) {
    int[] axes = operation.getDimensions();
    if (!values.isFull(in) || axes == null || !values.layout().reducesToVector(axes)) {
      return false;
    }
    double mean = 1.0 / values.layout().count();
    ChannelVector value;
    switch (operation.opName()) {
      case "reduce_mean" -> value = values.sum(in, mean).times(mean);
      case "reduce_sum" -> value = values.sum(in, 1);
      case "reduce_sqnorm" -> value = values.dot(in, in, 1);
      default -> {
        return false;
      }
    }
    values.putVector(out, value, values.layout().reducedShape(operation.isKeepDims()));
    return true;
  }
}
