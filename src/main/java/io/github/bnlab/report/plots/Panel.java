package io.github.bnlab.report.plots;

import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.report.summary.Estimate;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.rows.Rows.MistakeRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What stands in one rectangle of a plot. */
public sealed interface Panel {
  /** Above the rectangle; may be empty. */
  default String title() {
    return "";
  }

  /** Whether it has nothing to show. */
  default boolean isEmpty() {
    return false;
  }

  /** Curves with bands, in order of the legend; those without points and crosses are left out. */
  record Curves(String title, Axis x, Axis y, List<Curve> curves) implements Panel {
    public Curves {
      curves = curves.stream().filter(Curve::isDrawn).toList();
    }

    /** Of what the trials of all groups recorded that are drawn. */
    static Curves of(Summary summary, String title, Axis x, Axis y, Function<Run, Series> series) {
      return new Curves(title, x, y, Curve.ofGroups(summary, series));
    }

    @Override
    public boolean isEmpty() {
      return curves.isEmpty();
    }
  }

  /**
   * A curve: mean, lowest and highest value, and what cannot be drawn.
   *
   * @param group index of the group of trials that it belongs to, or -1
   * @param look index of its colour, dash and marker
   * @param points whether its points are marked: there are few, and nothing between them
   */
  record Curve(
      String label, int group, int look, boolean points, SeedBand band, List<Cross> crosses) {
    /** So few points are marked. */
    private static final int FEW_POINTS = 12;

    /** More points than this are not told apart in a figure. */
    private static final int MOST_POINTS = 200;

    /** A line without marked points that belongs to no group. */
    public Curve(String label, int look, SeedBand band) {
      this(label, -1, look, false, band, List.of());
    }

    /** A line without marked points. */
    static Curve of(Summary summary, Group group, SeedBand band) {
      return of(summary, group, false, band, List.of());
    }

    private static Curve of(
        Summary summary, Group group, boolean points, SeedBand band, List<Cross> crosses) {
      int index = summary.groupIndex(group.first());
      return new Curve(group.label(), index, summary.look(group), points, band, crosses);
    }

    private boolean isDrawn() {
      return !band.isEmpty() || !crosses.isEmpty();
    }

    static boolean marked(SeedBand band) {
      return band.x().length <= FEW_POINTS;
    }

    /**
     * A curve for each group that is drawn: mean over its seeds, thinned, a cross where a seed
     * becomes NaN or infinite.
     *
     * @param series what a trial recorded, possibly nothing
     */
    static List<Curve> ofGroups(Summary summary, Function<Run, Series> series) {
      List<Curve> curves = new ArrayList<>();
      for (Group group : summary.shown()) {
        List<Series> seeds = group.runs().stream().map(series).toList();
        SeedBand band = SeedBand.of(seeds).thinned(MOST_POINTS);
        List<Cross> crosses = seeds.stream().flatMap(seed -> Cross.in(seed).stream()).toList();
        curves.add(of(summary, group, marked(band), band, crosses));
      }
      return curves;
    }
  }

  /** A place where something could not be drawn, in words. */
  record Cross(double x, double y, String what) {
    /** At the step of the first value that is not finite, as high as the value before. */
    private static Optional<Cross> in(Series seed) {
      double[] y = seed.y();
      return IntStream.range(1, y.length)
          .filter(i -> !Double.isFinite(y[i]) && Double.isFinite(y[0]))
          .mapToObj(i -> new Cross(seed.x()[i], y[i - 1], "became " + y[i]))
          .findFirst();
    }
  }

  /** A value for each of some names, from top to bottom. */
  record Dots(String title, Axis x, List<Dot> dots) implements Panel {
    @Override
    public boolean isEmpty() {
      return dots.isEmpty();
    }
  }

  /**
   * A value with a range.
   *
   * @param value mean, or NaN if there is only a range
   */
  record Dot(String label, int look, double value, double low, double high) {
    /** Mean and range of some values, at least one, in the first look. */
    static Dot over(String label, double... values) {
      DoubleSummaryStatistics all = Arrays.stream(values).summaryStatistics();
      return new Dot(label, 0, all.getAverage(), all.getMin(), all.getMax());
    }

    /** Mean and interval. */
    static Dot of(String label, int look, Estimate estimate) {
      return new Dot(label, look, estimate.mean(), estimate.low(), estimate.high());
    }
  }

  /**
   * Cells by two settings, or by class and answer.
   *
   * @param columnLabel what the columns are
   * @param rowLabel what the rows are
   * @param cells {@code [row][column]}
   */
  record Grid(
      String title,
      String columnLabel,
      List<String> columns,
      String rowLabel,
      List<String> rows,
      List<List<Cell>> cells)
      implements Panel {}

  /**
   * A text on a colour.
   *
   * @param look index of the colour
   * @param strength of the colour, in [0, 1]
   */
  record Cell(String text, int look, double strength) {}

  /** Median, 15th and 85th percentile over the steps; the vertical axis ends at low and high. */
  record Percentiles(String title, int look, SeedBand band, double low, double high)
      implements Panel {}

  /** Histograms, the first epoch on top; the horizontal axis ends at low and high. */
  record Ridges(String title, int look, List<Ridge> ridges, double low, double high)
      implements Panel {}

  /** The outline of a histogram: its density, of which the largest is 1. */
  record Ridge(int epoch, double[] x, double[] y) {
    static Ridge of(Histogram histogram) {
      double[] edges = histogram.edges();
      double[] density = histogram.density();
      double peak = Math.max(Arrays.stream(density).max().orElse(1), Double.MIN_NORMAL);
      return new Ridge(
          histogram.epoch(),
          between(edges[0], Arrays.stream(histogram.middles()), edges[density.length]),
          between(0, Arrays.stream(density).map(value -> value / peak), 0));
    }

    private static double[] between(double first, DoubleStream inner, double last) {
      return Stream.of(DoubleStream.of(first), inner, DoubleStream.of(last))
          .flatMapToDouble(part -> part)
          .toArray();
    }
  }

  /**
   * What a normalization layer holds for every feature, over the epochs.
   *
   * @param group what the legend calls the trials
   * @param values {@code [feature][index of epoch]}
   * @param mean of the finite values of all features
   */
  record Features(
      String group,
      int look,
      String layer,
      String quantity,
      int[] epochs,
      double[][] values,
      double[] mean)
      implements Panel {
    @Override
    public String title() {
      return layer + ", " + quantity;
    }
  }

  /** An image that is classified wrongly, with its class and the answer in words. */
  record Mistake(MistakeRow row, String label, String predicted) implements Panel {}
}
