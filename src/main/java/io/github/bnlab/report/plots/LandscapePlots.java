package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.LandscapeRow;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The loss and its gradient some way along the gradient, as in figure 4 of Santurkar et al. */
final class LandscapePlots {
  private final Summary summary;

  LandscapePlots(Summary summary) {
    this.summary = summary;
  }

  List<Plot> all() {
    List<Panel> panels = new ArrayList<>();
    add(panels, "loss", Axis.log("loss (nats)"), LandscapeRow::loss);
    add(panels, "change of the gradient", Axis.log("L2 distance"), LandscapePlots::away);
    add(
        panels,
        "effective smoothness",
        Axis.log("gradient change / distance"),
        LandscapeRow::smoothness);
    if (panels.isEmpty()) {
      return List.of();
    }
    String what =
        "At a step of the training, the same batch is looked at from points at several distances"
            + " along its gradient. The line is the mean over the distances, the band reaches from"
            + " the lowest to the highest value of any distance and seed: the narrower, the"
            + " smoother the loss. After Santurkar et al. (2018), figure 4."
            + summary.fewer();
    return List.of(
        new Plot(
            "landscape",
            Part.MEASURES,
            "The loss along the gradient",
            Captions.plain(what, summary),
            panels,
            null));
  }

  private static Double away(LandscapeRow row) {
    return row.distance() == 0 ? null : (Double) row.gradientDifference();
  }

  private void add(List<Panel> panels, String title, Axis y, Function<LandscapeRow, Double> value) {
    List<Curve> curves = Curves.ofGroups(summary, run -> series(run, value));
    if (!curves.isEmpty()) {
      panels.add(new Panel.Curves(title, Axis.whole("step"), y, curves));
    }
  }

  /** All distances of a step stand at that step; a loss beyond all numbers far away is left out. */
  private static Series series(Run run, Function<LandscapeRow, Double> value) {
    List<LandscapeRow> rows =
        run.measures().landscape().stream()
            .filter(row -> value.apply(row) != null && Double.isFinite(value.apply(row)))
            .toList();
    return Series.of(rows, LandscapeRow::step, value::apply);
  }
}
