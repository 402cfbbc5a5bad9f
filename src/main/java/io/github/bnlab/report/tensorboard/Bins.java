package io.github.bnlab.report.tensorboard;

import io.github.bnlab.report.runs.Run.Histogram;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/**
 * How many values lie in each of some intervals.
 *
 * @param edges of the intervals, one more than counts, increasing
 * @param sum of all values
 */
record Bins(double[] edges, double[] counts, double sum, double sumOfSquares) {
  /** As many as TensorBoard's own summaries have. */
  private static final int COUNT = 30;

  /** Of values of which some are not finite, and left out; null if none are left. */
  static Bins of(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      return null;
    }
    DoubleSummaryStatistics all = Arrays.stream(finite).summaryStatistics();
    boolean wide =
        all.getMax() - all.getMin()
            > 1e-9 * Math.max(Math.abs(all.getMin()), Math.abs(all.getMax()));
    double low = wide ? all.getMin() : all.getMin() - 0.5;
    double high = wide ? all.getMax() : all.getMax() + 0.5;
    double[] edges = new double[COUNT + 1];
    Arrays.setAll(edges, edge -> low + (high - low) * edge / COUNT);
    double[] counts = new double[COUNT];
    for (double value : finite) {
      counts[Math.min(COUNT - 1, (int) (COUNT * ((value - low) / (high - low))))]++;
    }
    double squares = Arrays.stream(finite).map(value -> value * value).sum();
    return new Bins(edges, counts, all.getSum(), squares);
  }

  /** As recorded; its sums take each value for the middle of its interval. */
  static Bins of(Histogram histogram) {
    double[] counts = Arrays.stream(histogram.counts()).asDoubleStream().toArray();
    return new Bins(histogram.edges(), counts, histogram.moment(1), histogram.moment(2));
  }
}
