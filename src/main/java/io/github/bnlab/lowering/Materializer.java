package io.github.bnlab.lowering;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes a {@link ChannelAffine} into an array, in as few passes over full arrays as ND4J allows.
 *
 * <p>Products and sums with vectors go from one array to another: ND4J takes two to three times as
 * long to do them in place. Sums of two full arrays may be in place.
 */
final class Materializer {
  private final Operations operations;
  private final ChannelVectors algebra;
  private final Scratch scratch;
  private final ChannelLayout layout;

  Materializer(
      Operations operations, ChannelLayout layout, ChannelVectors algebra, Scratch scratch) {
    this.operations = operations;
    this.layout = layout;
    this.algebra = algebra;
    this.scratch = scratch;
  }

  /** Appends {@code out = value}; out may be one of the arrays of the value. */
  void append(ChannelAffine value, INDArray out) {
    boolean shifted = !value.offset().isZero();
    if (value.isVector()) {
      INDArray vector = algebra.array(value.offset());
      operations.step("fill " + layout.count(), () -> out.assign(vector.broadcast(out.shape())));
      return;
    }
    List<INDArray> parts = new ArrayList<>();
    boolean only = value.terms().size() == 1;
    for (ChannelAffine.Term term : value.terms()) {
      parts.add(scaled(term, only && !shifted ? out : scratch.array(parts.size())));
    }
    INDArray sum = parts.get(0);
    for (int i = 1; i < parts.size(); i++) {
      INDArray to = i == parts.size() - 1 && !shifted ? out : scratch.array(0);
      operations.apply("add", to, sum, parts.get(i));
      sum = to;
    }
    if (shifted) {
      shift(sum, value.offset(), out);
    } else if (sum != out) {
      operations.apply("identity", out, sum);
    }
  }

  private INDArray scaled(ChannelAffine.Term term, INDArray out) {
    if (term.coefficient().isOne()) {
      return term.array();
    }
    operations.apply("multiply", out, term.array(), operand(term.coefficient()));
    return out;
  }

  private void shift(INDArray sum, ChannelVector offset, INDArray out) {
    if (!offset.isConstant() && offset.factor() == -1) {
      operations.apply("subtract", out, sum, offset.array());
    } else {
      operations.apply("add", out, sum, operand(offset));
    }
  }

  private INDArray operand(ChannelVector vector) {
    return vector.isConstant()
        ? FixedArrays.scalar(layout.type(), vector.factor())
        : algebra.array(vector);
  }
}
