package io.github.bnlab.training;

import io.github.bnlab.training.PreActivations.Histogram;
import io.github.bnlab.training.PreActivations.Percentiles;
import java.util.Arrays;

/** The distribution of some values; values that are not finite are ignored. */
final class Distribution {
  private static final int BINS = 48;

  private final double[] sorted;

  Distribution(double... values) {
    int kept = 0;
    double[] finite = values.clone();
    for (double value : values) {
      if (Double.isFinite(value)) {
        finite[kept++] = value;
      }
    }
    Arrays.sort(finite, 0, kept);
    sorted = Arrays.copyOf(finite, kept);
  }

  Percentiles percentiles() {
    return new Percentiles(at(0.15), at(0.5), at(0.85));
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

  Histogram histogram() {
    if (sorted.length == 0) {
      return new Histogram(0, 0, new int[0]);
    }
    double low = sorted[0];
    double high = sorted[sorted.length - 1];
    if (!(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)))) {
      low -= 0.5;
      high += 0.5;
    }
    int[] counts = new int[BINS];
    for (double value : sorted) {
      counts[Math.min(BINS - 1, (int) (BINS * ((value - low) / (high - low))))]++;
    }
    return new Histogram(low, high, counts);
  }
}
