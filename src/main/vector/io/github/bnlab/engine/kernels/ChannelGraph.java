package io.github.bnlab.engine.kernels;

import java.util.List;
import java.util.Map;

/**
 * A normalization layer as passes over its input. In a pass, elementwise operations on full arrays
 * run piece by piece, with sums over channels or over examples; after it come operations on those
 * sums, one value per channel or per example.
 *
 * @param forward passes from the input to the output
 * @param backward passes from the gradient of the output to all other gradients
 * @param arrays how many full arrays are kept, those of {@link Role} first
 * @param temporaries how many pieces of full arrays live within a pass
 * @param channelVectors how many vectors of one value per channel there are
 * @param exampleVectors how many vectors of one value per example there are
 * @param parameters from vectors of one value per channel to where they start in the parameters
 * @param forwardGradients from such vectors, known after the forward passes, to where they start in
 *     the gradient
 * @param backwardGradients likewise, after the backward passes
 */
public record ChannelGraph(
    List<Pass> forward,
    List<Pass> backward,
    int arrays,
    int temporaries,
    int channelVectors,
    int exampleVectors,
    Map<Integer, Integer> parameters,
    Map<Integer, Integer> forwardGradients,
    Map<Integer, Integer> backwardGradients) {
  /** Full arrays that come from outside or go there: their numbers are those of this order. */
  public enum Role {
    INPUT,
    OUTPUT,
    OUTPUT_GRADIENT,
    INPUT_GRADIENT
  }

  /** Where a value is. */
  public enum Place {
    /** A full array that is kept. */
    ARRAY,
    /** A piece of a full array, for the length of a pass. */
    TEMPORARY,
    /** One value per channel. */
    CHANNEL,
    /** One value per example. */
    EXAMPLE,
    /** One value. */
    CONSTANT
  }

  /**
   * A value.
   *
   * @param number among those of its place
   * @param constant the value of a constant
   */
  public record Value(Place place, int number, double constant) {
    /** A constant. */
    public static Value of(double constant) {
      return new Value(Place.CONSTANT, -1, constant);
    }

    /** Whether it has a value for every element. */
    public boolean isFull() {
      return place == Place.ARRAY || place == Place.TEMPORARY;
    }
  }

  /** What is done to full arrays. */
  public enum Kind {
    /** {@code out = a scale + shift}; scale and shift are not full. */
    AFFINE,
    /** {@code out = a b + c}; b is not full. */
    MULTIPLY_ADD,
    /** {@code out = a + b}. */
    ADD,
    /** {@code out = a - b}. */
    SUBTRACT,
    /** {@code out = a b}. */
    MULTIPLY,
    /** {@code out = sum(a b)} over each channel or example; {@code sum(a)} without b. */
    SUM
  }

  /**
   * An operation on full arrays.
   *
   * @param b the second operand, or the scale
   * @param c the shift, or the third operand
   */
  public record Operation(Kind kind, Value a, Value b, Value c, Value out) {}

  /** What is done to vectors. */
  public enum VectorKind {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    /** {@code a^b}, b a constant. */
    POWER
  }

  /** An operation on vectors of one value per channel or per example. */
  public record VectorOperation(VectorKind kind, Value a, Value b, Value out) {}

  /** A walk over full arrays, then operations on vectors. */
  public record Pass(List<Operation> operations, List<VectorOperation> vectors) {}
}
