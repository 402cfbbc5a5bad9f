package io.github.bnlab.report.summary;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

/**
 * The mean of a value over seeds with its 95% confidence interval, {@code mean ± t * s / sqrt(n)}:
 * {@code s} is the standard deviation of the sample and {@code t} the quantile of Student's
 * distribution with {@code n - 1} degrees of freedom.
 *
 * @param mean NaN if there are no values
 * @param low lower end of the interval; the mean itself below {@link #FEWEST} values, but for a
 *     {@link #share}
 */
public record Estimate(int seeds, double mean, double low, double high) {
  /** An interval needs so many values: that of two is too wide to say anything. */
  public static final int FEWEST = 3;

  private static final double ERROR = 0.05;

  /** Differences of accuracies that are equal differ by so little. */
  private static final double ROUNDING = 1e-12;

  /** Of any number of values. */
  public static Estimate of(double... values) {
    return chosen(1, values);
  }

  /** The geometric mean of ratios, with the interval of their logarithms. */
  static Estimate ofRatios(double... ratios) {
    Estimate logs = of(Arrays.stream(ratios).map(StrictMath::log).toArray());
    return new Estimate(
        logs.seeds, StrictMath.exp(logs.mean), StrictMath.exp(logs.low), StrictMath.exp(logs.high));
  }

  /**
   * Of differences that were chosen as the largest of several: the interval is wider, after
   * Bonferroni, so that it holds for all of them together.
   *
   * @param choices of how many differences this is the one chosen
   */
  static Estimate chosen(int choices, double... values) {
    int n = values.length;
    double mean = StatUtils.mean(values);
    if (n < FEWEST) {
      return new Estimate(n, mean, mean, mean);
    }
    double quantile =
        new TDistribution(null, n - 1.0).inverseCumulativeProbability(1 - ERROR / (2 * choices));
    double half = quantile * Math.sqrt(StatUtils.variance(values) / n);
    return new Estimate(n, mean, mean - half, mean + half);
  }

  /**
   * The share of seeds of which something holds, with its 95% score interval (Wilson, 1927).
   *
   * @param seeds at least 1
   */
  public static Estimate share(int successes, int seeds) {
    ConfidenceInterval interval =
        new WilsonScoreInterval().createInterval(seeds, successes, 1 - ERROR);
    return new Estimate(
            seeds, successes / (double) seeds, interval.getLowerBound(), interval.getUpperBound())
        .within(0, 1);
  }

  /** The same with an interval that is cut where no value can lie. */
  Estimate within(double lowest, double highest) {
    return new Estimate(seeds, mean, Math.max(lowest, low), Math.min(highest, high));
  }

  /** Whether there are enough values for an interval, and these are not all the same. */
  public boolean hasInterval() {
    return seeds >= FEWEST && high - low > ROUNDING;
  }

  /** Whether the interval lies on one side of 0. */
  boolean excludesZero() {
    return hasInterval() && (low > 0 || high < 0);
  }
}
