package io.github.bnlab.benchmark;

import java.util.List;

/**
 * Middle and spread of some numbers; quartiles are interpolated linearly between neighbours.
 *
 * @param least the smallest
 * @param lowerQuartile a quarter is below
 * @param median half is below
 * @param upperQuartile three quarters are below
 */
public record Spread(double least, double lowerQuartile, double median, double upperQuartile) {

  /** Of at least one number. */
  static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Spread(sorted[0], at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
  }

  private static double at(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    double above = sorted[Math.min(below + 1, sorted.length - 1)];
    return sorted[below] + (position - below) * (above - sorted[below]);
  }
}
