package io.github.bnlab.training;

import io.github.bnlab.rows.Rows.HistogramRow;
import io.github.bnlab.rows.Rows.PercentileRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The distribution of some values; values that are not finite are ignored. */
final class Distribution {
  private static final int BINS = 48;

  private final double[] sorted;

  Distribution(double... values) {
    sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
  }

  PercentileRow percentiles(int epoch, int step, String layer, String unit) {
    return new PercentileRow(epoch, step, layer, unit, at(0.15), at(0.5), at(0.85));
  }

  /** Width between the 15th and the 85th percentile. */
  double spread() {
    return at(0.85) - at(0.15);
  }

  /** Between neighbours in proportion, as NumPy does. */
  private double at(double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  List<HistogramRow> histogram(int epoch, String layer, String unit) {
    List<HistogramRow> bins = new ArrayList<>();
    if (sorted.length == 0) {
      return bins;
    }
    double low = sorted[0];
    double high = sorted[sorted.length - 1];
    double least = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
    if (!(high - low > least)) {
      double margin = Math.max(0.5, least);
      low -= margin;
      high += margin;
    }
    int[] counts = new int[BINS];
    for (double value : sorted) {
      counts[Math.min(BINS - 1, (int) (BINS * ((value - low) / (high - low))))]++;
    }
    double width = high - low;
    for (int bin = 0; bin < BINS; bin++) {
      double from = low + width * bin / BINS;
      double to = low + width * (bin + 1) / BINS;
      bins.add(new HistogramRow(epoch, layer, from, to, counts[bin], unit));
    }
    return bins;
  }
}
