package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.report.plots.Panel.Cross;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes curves of what seeds recorded. */
final class Curves {
  /** More points than this are not told apart in a figure. */
  private static final int MOST_POINTS = 200;

  /** So few points are marked. */
  private static final int FEW_POINTS = 12;

  private Curves() {}

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
      if (band.x().length > 0) {
        List<Cross> crosses = new ArrayList<>();
        seeds.forEach(seed -> addCross(seed, crosses));
        boolean points = band.x().length <= FEW_POINTS;
        curves.add(new Curve(group.label(), index, summary.look(index), points, band, crosses));
      }
    }
    return curves;
  }

  /** What was measured at the ends of epochs from the first given, as far as it was. */
  static Series byEpoch(Run run, Function<EpochRow, Double> value, int first) {
    List<EpochRow> rows =
        run.epochs().stream()
            .filter(row -> row.epoch() >= first && value.apply(row) != null)
            .toList();
    return Series.of(rows, EpochRow::epoch, value::apply);
  }

  private static void addCross(Series seed, List<Cross> crosses) {
    double last = Double.NaN;
    for (int i = 0; i < seed.x().length; i++) {
      if (!Double.isFinite(seed.y()[i])) {
        if (!Double.isNaN(last)) {
          crosses.add(new Cross(seed.x()[i], last, "became " + seed.y()[i]));
        }
        return;
      }
      last = seed.y()[i];
    }
  }
}
