package io.github.bnlab.lowering;

import java.util.IdentityHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sums over the channels of full values, each computed once: they are linear in the arrays of a
 * {@link ChannelAffine}.
 */
final class ChannelSums {
  private final Operations operations;
  private final ChannelLayout layout;
  private final ChannelVectors algebra;
  private final Scratch scratch;
  private final Map<INDArray, ChannelVector> sums = new IdentityHashMap<>();
  private final Map<INDArray, Map<INDArray, ChannelVector>> products = new IdentityHashMap<>();

  ChannelSums(
      Operations operations, ChannelLayout layout, ChannelVectors algebra, Scratch scratch) {
    this.operations = operations;
    this.layout = layout;
    this.algebra = algebra;
    this.scratch = scratch;
  }

  /**
   * Sum of a value.
   *
   * @param factor what the caller will multiply the sum by: applied for free where it is computed
   */
  ChannelVector sum(ChannelAffine a, double factor) {
    ChannelVector sum = a.offset().times(layout.count());
    for (ChannelAffine.Term term : a.terms()) {
      ChannelVector part = sum(term.array(), factor);
      sum = algebra.plus(algebra.times(part, term.coefficient()), sum);
    }
    return sum;
  }

  /** Sum of the product of two values, of which neither has both arrays and an offset. */
  ChannelVector dot(ChannelAffine a, ChannelAffine b, double factor) {
    if (a.isVector()) {
      return algebra.times(sum(b, factor), a.offset());
    }
    if (b.isVector()) {
      return algebra.times(sum(a, factor), b.offset());
    }
    ChannelVector dot = ChannelVector.ZERO;
    for (ChannelAffine.Term x : a.terms()) {
      for (ChannelAffine.Term y : b.terms()) {
        ChannelVector coefficient = algebra.times(x.coefficient(), y.coefficient());
        ChannelVector part = dot(x.array(), y.array(), factor);
        dot = algebra.plus(algebra.times(part, coefficient), dot);
      }
    }
    return dot;
  }

  /**
   * Notes the sum of an array that was computed from others, if it is the same in every run. So the
   * sum of centred values is known to be zero, which its rounding would not quite be.
   */
  void derive(INDArray array, ChannelAffine from) {
    ChannelVector sum = from.offset().times(layout.count());
    for (ChannelAffine.Term term : from.terms()) {
      ChannelVector part = sums.get(term.array());
      if (part == null || !term.coefficient().isConstant()) {
        return;
      }
      part = part.times(term.coefficient().factor());
      if (sum.array() != part.array()) {
        return;
      }
      sum = algebra.plus(sum, part);
    }
    if (sum.isConstant()) {
      sums.put(array, sum);
    }
  }

  private ChannelVector sum(INDArray array, double factor) {
    ChannelVector known = sums.get(array);
    if (known == null) {
      known = append(array, factor);
      sums.put(array, known);
    }
    return known;
  }

  private ChannelVector dot(INDArray a, INDArray b, double factor) {
    ChannelVector known = products.computeIfAbsent(a, key -> new IdentityHashMap<>()).get(b);
    if (known == null) {
      INDArray product = scratch.array(0);
      operations.apply("multiply", product, a, b);
      known = append(product, factor);
      products.get(a).put(b, known);
      products.computeIfAbsent(b, key -> new IdentityHashMap<>()).put(a, known);
    }
    return known;
  }

  private ChannelVector append(INDArray array, double factor) {
    INDArray out = algebra.newVector();
    layout.sum(operations, array, out, factor);
    return new ChannelVector(1 / factor, out);
  }
}
