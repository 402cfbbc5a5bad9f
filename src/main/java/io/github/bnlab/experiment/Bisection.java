package io.github.bnlab.experiment;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Narrows down the largest value that still trains, on a log scale: the two ends first, then the
 * geometric mean of the largest value known to train and the smallest known to fail above it. A
 * network may need a larger value than the lowest to train at all: where the lowest fails, values
 * rise by half a decade until one trains.
 */
final class Bisection {
  private static final double HALF_DECADE = Math.sqrt(10);

  private final double low;
  private final double high;
  private final double tolerance;
  private double climbed;
  private Double trained;
  private Double failed;
  private String failure = "";

  Bisection(double low, double high, double tolerance) {
    this.low = low;
    this.high = high;
    this.tolerance = tolerance;
  }

  /**
   * The value to try next; none when {@code failed / trained <= tolerance}, no value of four digits
   * is left between them, the highest value trains, or no value does.
   */
  OptionalDouble next() {
    if (trained == null) {
      double value = failed == null ? low : Math.min(high, rounded(climbed * HALF_DECADE));
      return climbed >= high ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
    if (failed == null) {
      return trained >= high ? OptionalDouble.empty() : OptionalDouble.of(high);
    }
    double middle = rounded(Math.sqrt(trained * failed));
    boolean done = failed / trained <= tolerance || middle <= trained || middle >= failed;
    return done ? OptionalDouble.empty() : OptionalDouble.of(middle);
  }

  /** Records why a value failed; an empty text if it trained. */
  void note(double value, String why) {
    if (why.isEmpty()) {
      if (trained == null) { // What failed on the way up is no limit.
        failed = null;
        failure = "";
      }
      trained = value;
      return;
    }
    if (trained == null) {
      climbed = value;
    }
    if (trained != null || failed == null) {
      failed = value;
      failure = why;
    }
  }

  /** The largest value known to train, or null if none did. */
  Double trained() {
    return trained;
  }

  /**
   * The smallest value known to fail above the largest that trains, or null if not even the highest
   * did.
   */
  Double failed() {
    return failed;
  }

  /** Why it failed, or empty. */
  String failure() {
    return failure;
  }

  /** Four digits: names of trials show it, and a tolerance is far coarser. */
  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.3e", value));
  }
}
