package io.github.bnlab.report.summary;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
    /** Of two columns of a table, without the rows whose y is null. */
    public static <T> Series of(Stream<T> rows, ToDoubleFunction<T> x, Function<T, Double> y) {
      List<T> kept = rows.filter(row -> y.apply(row) != null).toList();
      return new Series(
          kept.stream().mapToDouble(x).toArray(), kept.stream().mapToDouble(y::apply).toArray());
    }
  }

  /** Brings seeds together. */
  public static SeedBand of(List<Series> seeds) {
    SortedMap<Double, DoubleSummaryStatistics> points = new TreeMap<>();
    for (Series seed : seeds) {
      for (int i = 0; i < seed.x().length; i++) {
        if (Double.isFinite(seed.y()[i])) {
          points
              .computeIfAbsent(seed.x()[i], x -> new DoubleSummaryStatistics())
              .accept(seed.y()[i]);
        }
      }
    }
    return of(
        points,
        DoubleSummaryStatistics::getAverage,
        DoubleSummaryStatistics::getMin,
        DoubleSummaryStatistics::getMax);
  }

  /** Of what is known at each x. */
  public static <T> SeedBand of(
      SortedMap<Double, T> points,
      ToDoubleFunction<T> mean,
      ToDoubleFunction<T> low,
      ToDoubleFunction<T> high) {
    return new SeedBand(
        points.keySet().stream().mapToDouble(x -> x).toArray(),
        points.values().stream().mapToDouble(mean).toArray(),
        points.values().stream().mapToDouble(low).toArray(),
        points.values().stream().mapToDouble(high).toArray());
  }

  /** A line without width. */
  public static SeedBand line(double[] x, double[] y) {
    return new SeedBand(x, y, y, y);
  }

  /** Whether it has no points. */
  public boolean isEmpty() {
    return x.length == 0;
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
    return new SeedBand(
        thinned(x, together, DoubleStream::average),
        thinned(mean, together, DoubleStream::average),
        thinned(low, together, DoubleStream::min),
        thinned(high, together, DoubleStream::max));
  }

  private static double[] thinned(
      double[] values, int together, Function<DoubleStream, OptionalDouble> one) {
    return IntStream.range(0, (values.length + together - 1) / together)
        .map(i -> i * together)
        .mapToObj(i -> Arrays.stream(values, i, Math.min(values.length, i + together)))
        .mapToDouble(neighbours -> one.apply(neighbours).orElseThrow())
        .toArray();
  }
}
