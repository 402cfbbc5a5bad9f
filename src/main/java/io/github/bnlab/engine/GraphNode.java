package io.github.bnlab.engine;

import java.util.List;

/**
 * A value of a normalization graph and how it comes about. Nodes are made by {@link GraphAlgebra},
 * which makes no node twice: equal ones are the same object.
 *
 * @param id rising: those of the arguments are lower
 * @param axes what the value changes along, as a sum of {@link #CHANNELS}, {@link #EXAMPLES} and
 *     {@link #PIXELS}
 * @param number of an array or where a parameter starts
 * @param constant the value of a constant
 */
record GraphNode(
    int id, Kind kind, int axes, List<GraphNode> arguments, int number, double constant) {
  static final int CHANNELS = 1;
  static final int EXAMPLES = 2;
  static final int PIXELS = 4;

  /** How it comes about. */
  enum Kind {
    /** A full array from outside. */
    ARRAY,
    PARAMETER,
    CONSTANT,
    /** A full value times one that is not full. */
    SCALE,
    /** A full value plus one that is not full. */
    SHIFT,
    /** The sum of a full value over each channel or each example. */
    SUM,
    /**
     * One value per channel times one value per example. It is never computed: what is multiplied
     * by it is multiplied by one after the other.
     */
    OUTER,
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    POWER
  }

  GraphNode argument(int index) {
    return arguments.get(index);
  }

  /** Whether it is an array with a value for every element. */
  boolean isFull() {
    return kind != Kind.OUTER && (axes & CHANNELS) != 0 && (axes & EXAMPLES) != 0;
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isConstant(double value) {
    return kind == Kind.CONSTANT && constant == value;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return id;
  }
}
