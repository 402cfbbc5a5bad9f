package io.github.bnlab.report.summary;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Mean, lowest and highest value over seeds, point by point.
 *
 * @param x where at least one seed has a finite value, increasing
 * @param mean over the seeds that have a finite value there
 * @param low lowest of them
 * @param high highest of them
 */
public record SeedBand(double[] x, double[] mean, double[] low, double[] high) {

  /** One seed: values at some points. */
  public record Series(double[] x, double[] y) {
    /** Of two columns of a table. */
    public static <T> Series of(List<T> rows, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
      return new Series(
          rows.stream().mapToDouble(x).toArray(), rows.stream().mapToDouble(y).toArray());
    }
  }

  /** Brings seeds together. */
  public static SeedBand of(List<Series> seeds) {
    TreeMap<Double, double[]> points = new TreeMap<>();
    for (Series seed : seeds) {
      for (int i = 0; i < seed.x().length; i++) {
        double y = seed.y()[i];
        if (Double.isFinite(y)) {
          double[] point =
              points.computeIfAbsent(
                  seed.x()[i],
                  x -> new double[] {0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY});
          point[0]++;
          point[1] += y;
          point[2] = Math.min(point[2], y);
          point[3] = Math.max(point[3], y);
        }
      }
    }
    return new SeedBand(
        points.keySet().stream().mapToDouble(x -> x).toArray(),
        points.values().stream().mapToDouble(p -> p[1] / p[0]).toArray(),
        points.values().stream().mapToDouble(p -> p[2]).toArray(),
        points.values().stream().mapToDouble(p -> p[3]).toArray());
  }

  /**
   * At most so many points: neighbours become one, at their mean, between the lowest and the
   * highest value of them all.
   */
  public SeedBand thinned(int most) {
    int together = (x.length + most - 1) / most;
    if (together <= 1) {
      return this;
    }
    int size = (x.length + together - 1) / together;
    SeedBand thin =
        new SeedBand(new double[size], new double[size], new double[size], new double[size]);
    for (int i = 0; i < size; i++) {
      int from = i * together;
      int to = Math.min(x.length, from + together);
      thin.x[i] = Arrays.stream(x, from, to).average().orElseThrow();
      thin.mean[i] = Arrays.stream(mean, from, to).average().orElseThrow();
      thin.low[i] = Arrays.stream(low, from, to).min().orElseThrow();
      thin.high[i] = Arrays.stream(high, from, to).max().orElseThrow();
    }
    return thin;
  }
}
