package io.github.bnlab.report.tensorboard;

import io.github.bnlab.report.runs.Run.Histogram;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

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
    DoubleSummaryStatistics all = Arrays.stream(finite).summaryStatistics();
    double low = all.getMin();
    double high = all.getMax();
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
    return new Bins(low, upperEdges, counts, all.getSum(), squares);
  }

  /** As recorded; its sums take each value for the middle of its interval. */
  static Bins of(Histogram histogram) {
    double[] edges = histogram.edges();
    double[] counts = Arrays.stream(histogram.counts()).asDoubleStream().toArray();
    return new Bins(
        edges[0],
        Arrays.copyOfRange(edges, 1, edges.length),
        counts,
        histogram.moment(1),
        histogram.moment(2));
  }

  double high() {
    return upperEdges[upperEdges.length - 1];
  }

  double number() {
    return Arrays.stream(counts).sum();
  }
}
