package io.github.bnlab.experiment;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Narrows down the largest value that still trains, on a log scale: the two ends first, then the
 * geometric mean of the largest value known to train and the smallest known to fail.
 */
final class Bisection {
  private final double low;
  private final double high;
  private final double tolerance;
  private Double trained;
  private Double failed;

  Bisection(double low, double high, double tolerance) {
    this.low = low;
    this.high = high;
    this.tolerance = tolerance;
  }

  /** The value to try next; none when {@code failed / trained <= tolerance}. */
  OptionalDouble next() {
    if (trained == null) {
      return failed != null && failed <= low ? OptionalDouble.empty() : OptionalDouble.of(low);
    }
    if (failed == null) {
      return trained >= high ? OptionalDouble.empty() : OptionalDouble.of(high);
    }
    double middle = rounded(Math.sqrt(trained * failed));
    boolean done = failed / trained <= tolerance || middle <= trained || middle >= failed;
    return done ? OptionalDouble.empty() : OptionalDouble.of(middle);
  }

  /** Records whether a value trained. */
  void note(double value, boolean hasFailed) {
    if (hasFailed) {
      failed = value;
    } else {
      trained = value;
    }
  }

  /** The largest value known to train, or null if not even the lowest did. */
  Double trained() {
    return trained;
  }

  /** The smallest value known to fail, or null if not even the highest did. */
  Double failed() {
    return failed;
  }

  /** Four digits: names of trials show it, and a tolerance is far coarser. */
  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.3e", value));
  }
}
