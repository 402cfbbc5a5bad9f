package io.github.bnlab.report.plots;

import io.github.bnlab.report.plots.Panel.Cross;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import java.util.ArrayList;
import java.util.List;

/** Makes curves of what seeds recorded. */
final class Curves {
  /** More points than this are not told apart in a figure. */
  private static final int MOST_POINTS = 200;

  private Curves() {}

  /** A curve over many steps: mean over seeds, thinned, crosses where a seed is not finite. */
  static Curve overSteps(String label, int group, int look, List<Series> seeds) {
    List<Cross> crosses = new ArrayList<>();
    seeds.forEach(seed -> addCross(seed, crosses));
    SeedBand band = SeedBand.of(seeds).thinned(MOST_POINTS);
    return new Curve(label, group, look, band.x().length <= 12, band, crosses);
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
