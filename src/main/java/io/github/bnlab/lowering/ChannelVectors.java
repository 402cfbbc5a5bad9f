package io.github.bnlab.lowering;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Algebra of {@link ChannelVector}s: appends the operations of a channel's length it takes. */
final class ChannelVectors {
  /** Two factors whose sum is so much smaller than they cancel: it is rounding of constants. */
  private static final double CANCELLED = 1e-13;

  private final Operations operations;
  private final ChannelLayout layout;
  private final Map<INDArray, Map<Double, INDArray>> scaled = new IdentityHashMap<>();

  ChannelVectors(Operations operations, ChannelLayout layout) {
    this.operations = operations;
    this.layout = layout;
  }

  ChannelVector times(ChannelVector a, ChannelVector b) {
    if (a.isConstant()) {
      return b.times(a.factor());
    }
    if (b.isConstant()) {
      return a.times(b.factor());
    }
    return new ChannelVector(a.factor() * b.factor(), apply("multiply", a.array(), b.array()));
  }

  ChannelVector plus(ChannelVector a, ChannelVector b) {
    if (a.isZero()) {
      return b;
    }
    if (b.isZero()) {
      return a;
    }
    if (a.array() == b.array()) { // the same array, or constants both
      return sameArray(a, b);
    }
    if (a.isConstant()) {
      return plus(b, a);
    }
    double ratio = b.times(1 / a.factor()).factor();
    if (b.isConstant()) {
      INDArray scalar = FixedArrays.scalar(layout.type(), ratio);
      return new ChannelVector(a.factor(), apply("add", a.array(), scalar));
    }
    if (ratio == 1) {
      return new ChannelVector(a.factor(), apply("add", a.array(), b.array()));
    }
    if (ratio == -1) {
      return new ChannelVector(a.factor(), apply("subtract", a.array(), b.array()));
    }
    INDArray sum = newVector();
    operations.operation("axpy").in(a.array(), b.array()).reals(ratio).out(sum).add();
    return new ChannelVector(a.factor(), sum);
  }

  private static ChannelVector sameArray(ChannelVector a, ChannelVector b) {
    double factor = a.factor() + b.factor();
    boolean cancelled = Math.abs(factor) < CANCELLED * Math.abs(a.factor());
    return cancelled ? ChannelVector.ZERO : new ChannelVector(factor, a.array());
  }

  /** {@code a^exponent}. */
  ChannelVector power(ChannelVector a, double exponent) {
    if (a.isConstant()) {
      return ChannelVector.constant(Math.pow(a.factor(), exponent));
    }
    if (exponent == 1) {
      return a;
    }
    if (exponent == 2) {
      return times(a, a);
    }
    // The root of a negative factor exists only together with its array.
    INDArray base = a.factor() > 0 ? a.array() : array(a);
    double factor = a.factor() > 0 ? Math.pow(a.factor(), exponent) : 1;
    INDArray scalar = FixedArrays.scalar(layout.type(), exponent);
    return new ChannelVector(factor, apply("Pow", base, scalar));
  }

  /** An array with the values of a vector; not to be written to. */
  INDArray array(ChannelVector a) {
    if (a.isConstant()) {
      return FixedArrays.filled(layout.type(), a.factor(), layout.vectorShape());
    }
    if (a.factor() == 1) {
      return a.array();
    }
    return scaled
        .computeIfAbsent(a.array(), key -> new HashMap<>())
        .computeIfAbsent(
            a.factor(),
            factor -> apply("multiply", a.array(), FixedArrays.scalar(layout.type(), factor)));
  }

  /** Appends what writes the values of a vector to an array of its shape. */
  void write(ChannelVector a, INDArray home) {
    if (a.isConstant() || a.factor() == 1) {
      operations.apply("identity", home, array(a));
    } else {
      INDArray scalar = FixedArrays.scalar(layout.type(), a.factor());
      operations.apply("multiply", home, a.array(), scalar);
    }
  }

  INDArray newVector() {
    return FixedArrays.zeros(layout.type(), layout.vectorShape());
  }

  private INDArray apply(String kind, INDArray... in) {
    INDArray out = newVector();
    operations.apply(kind, out, in);
    return out;
  }
}
