package io.github.bnlab.report.tensorboard;

import io.github.bnlab.report.runs.Run.Histogram;
import java.util.Arrays;

/**
 * How many values lie in each of some intervals.
 *
 * @param low start of the first interval
 * @param upperEdges ends of the intervals, increasing
 * @param counts values in each interval
 * @param sum of all values
 * @param sumOfSquares of all values
 */
record Bins(double low, double[] upperEdges, double[] counts, double sum, double sumOfSquares) {
  /** As many as TensorBoard's own summaries have. */
  private static final int COUNT = 30;

  /** Of values of which some are not finite, and left out; null if none are left. */
  static Bins of(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      return null;
    }
    double low = Arrays.stream(finite).min().getAsDouble();
    double high = Arrays.stream(finite).max().getAsDouble();
    if (!(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)))) {
      low -= 0.5;
      high += 0.5;
    }
    double[] upperEdges = new double[COUNT];
    for (int bin = 0; bin < COUNT; bin++) {
      upperEdges[bin] = low + (high - low) * (bin + 1) / COUNT;
    }
    double[] counts = new double[COUNT];
    for (double value : finite) {
      counts[Math.min(COUNT - 1, (int) (COUNT * ((value - low) / (high - low))))]++;
    }
    double squares = Arrays.stream(finite).map(value -> value * value).sum();
    return new Bins(low, upperEdges, counts, Arrays.stream(finite).sum(), squares);
  }

  /** As recorded; its sums take each value for the middle of its interval. */
  static Bins of(Histogram histogram) {
    double[] edges = histogram.edges();
    double[] counts = Arrays.stream(histogram.counts()).asDoubleStream().toArray();
    double sum = 0;
    double squares = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      double middle = (edges[bin] + edges[bin + 1]) / 2;
      sum += counts[bin] * middle;
      squares += counts[bin] * middle * middle;
    }
    return new Bins(edges[0], Arrays.copyOfRange(edges, 1, edges.length), counts, sum, squares);
  }

  double high() {
    return upperEdges[upperEdges.length - 1];
  }

  double number() {
    return Arrays.stream(counts).sum();
  }
}
