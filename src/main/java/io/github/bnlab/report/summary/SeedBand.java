package io.github.bnlab.report.summary;

import java.util.List;
import java.util.TreeMap;

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
  public record Series(double[] x, double[] y) {}

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
}
