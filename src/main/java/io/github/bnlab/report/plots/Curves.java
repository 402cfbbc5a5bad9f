package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.Rows.EpochRow;
import io.github.bnlab.report.plots.Panel.Cross;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Makes curves of what seeds recorded. */
final class Curves {
  /** More points than this are not told apart in a figure. */
  private static final int MOST_POINTS = 200;

  private Curves() {}

  /** A panel of the curves of all groups that are drawn. */
  static Panel.Curves panel(
      Summary summary, String title, Axis x, Axis y, Function<Run, Series> series) {
    return new Panel.Curves(title, x, y, ofGroups(summary, series));
  }

  /**
   * A curve for each group that is drawn and has finite values: mean over its seeds, thinned, a
   * cross where a seed becomes NaN or infinite.
   *
   * @param series what a trial recorded, possibly nothing
   */
  static List<Curve> ofGroups(Summary summary, Function<Run, Series> series) {
    List<Curve> curves = new ArrayList<>();
    for (int index : summary.shown()) {
      Group group = summary.groups().get(index);
      List<Series> seeds = group.runs().stream().map(series).toList();
      SeedBand band = SeedBand.of(seeds).thinned(MOST_POINTS);
      if (!band.isEmpty()) {
        List<Cross> crosses = seeds.stream().flatMap(seed -> cross(seed).stream()).toList();
        int look = summary.look(index);
        curves.add(new Curve(group.label(), index, look, Curve.marked(band), band, crosses));
      }
    }
    return curves;
  }

  /** What was measured at the ends of epochs from the first given, as far as it was. */
  static Series byEpoch(Run run, Function<EpochRow, Double> value, int first) {
    return Series.of(
        run.epochs().stream().filter(row -> row.epoch() >= first), EpochRow::epoch, value);
  }

  /** At the last value before the first one that is not finite. */
  private static Optional<Cross> cross(Series seed) {
    double[] y = seed.y();
    return IntStream.range(1, y.length)
        .filter(i -> !Double.isFinite(y[i]) && Double.isFinite(y[0]))
        .mapToObj(i -> new Cross(seed.x()[i], y[i - 1], "became " + y[i]))
        .findFirst();
  }
}
