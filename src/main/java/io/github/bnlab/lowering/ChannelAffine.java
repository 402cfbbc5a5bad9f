package io.github.bnlab.lowering;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A full value that is not computed yet: {@code sum of array * coefficient, plus offset}, where
 * coefficients and the offset have one value a channel.
 *
 * <p>Sums and multiples of such values are such values again, at the cost of operations of a
 * channel's length, so that a chain of operations over full arrays collapses into one.
 *
 * @param terms no array twice, in the order they came
 * @param offset one value a channel
 */
record ChannelAffine(List<Term> terms, ChannelVector offset) implements ChannelValue {
  /** {@code array * coefficient}. */
  record Term(INDArray array, ChannelVector coefficient) {}

  ChannelAffine {
    terms = List.copyOf(terms);
  }

  static ChannelAffine of(INDArray array) {
    return new ChannelAffine(List.of(new Term(array, ChannelVector.ONE)), ChannelVector.ZERO);
  }

  static ChannelAffine of(ChannelVector offset) {
    return new ChannelAffine(List.of(), offset);
  }

  /** Nothing but one array. */
  boolean isArray() {
    return offset.isZero() && terms.size() == 1 && terms.get(0).coefficient().isOne();
  }

  /** The same in every place of a channel. */
  boolean isVector() {
    return terms.isEmpty();
  }

  ChannelAffine plus(ChannelAffine other, ChannelVectors algebra) {
    List<Term> sum = new ArrayList<>(terms);
    for (Term term : other.terms) {
      int same = indexOf(sum, term.array());
      if (same < 0) {
        sum.add(term);
      } else {
        ChannelVector coefficient = algebra.plus(sum.get(same).coefficient(), term.coefficient());
        sum.set(same, new Term(term.array(), coefficient));
      }
    }
    sum.removeIf(term -> term.coefficient().isZero());
    return new ChannelAffine(sum, algebra.plus(offset, other.offset));
  }

  ChannelAffine times(ChannelVector factor, ChannelVectors algebra) {
    if (factor.isZero()) {
      return of(ChannelVector.ZERO);
    }
    List<Term> scaled = new ArrayList<>();
    for (Term term : terms) {
      scaled.add(new Term(term.array(), algebra.times(term.coefficient(), factor)));
    }
    return new ChannelAffine(scaled, algebra.times(offset, factor));
  }

  private static int indexOf(List<Term> terms, INDArray array) {
    for (int i = 0; i < terms.size(); i++) {
      if (terms.get(i).array() == array) {
        return i;
      }
    }
    return -1;
  }
}
