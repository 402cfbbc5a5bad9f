package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.LandscapeRow;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/** The loss and its gradient some way along the gradient, as in figure 4 of Santurkar et al. */
final class LandscapePlots {
  private static final int MOST_POINTS = 200;

  private final Summary summary;

  LandscapePlots(Summary summary) {
    this.summary = summary;
  }

  List<Plot> all() {
    List<Panel> panels = new ArrayList<>();
    add(panels, "loss", Axis.log("loss (nats)"), LandscapeRow::loss);
    add(panels, "change of the gradient", Axis.log("L2 distance"), row -> away(row));
    add(panels, "effective smoothness", Axis.log("gradient change / distance"), this::smoothness);
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

  private Double smoothness(LandscapeRow row) {
    return row.smoothness();
  }

  private void add(List<Panel> panels, String title, Axis y, Function<LandscapeRow, Double> value) {
    List<Curve> curves = new ArrayList<>();
    for (int index : summary.shown()) {
      Group group = summary.groups().get(index);
      SeedBand band = band(group, value);
      if (band.x().length > 0) {
        boolean points = band.x().length <= 12;
        curves.add(new Curve(group.label(), index, summary.look(index), points, band, List.of()));
      }
    }
    if (!curves.isEmpty()) {
      panels.add(new Panel.Curves(title, Axis.whole("step"), y, curves));
    }
  }

  private static SeedBand band(Group group, Function<LandscapeRow, Double> value) {
    TreeMap<Integer, DoubleSummaryStatistics> steps = new TreeMap<>();
    for (Run run : group.runs()) {
      for (LandscapeRow row : run.measures().landscape()) {
        Double one = value.apply(row);
        if (one != null && Double.isFinite(one)) {
          steps.computeIfAbsent(row.step(), s -> new DoubleSummaryStatistics()).accept(one);
        }
      }
    }
    return new SeedBand(
            steps.keySet().stream().mapToDouble(step -> step).toArray(),
            steps.values().stream().mapToDouble(DoubleSummaryStatistics::getAverage).toArray(),
            steps.values().stream().mapToDouble(DoubleSummaryStatistics::getMin).toArray(),
            steps.values().stream().mapToDouble(DoubleSummaryStatistics::getMax).toArray())
        .thinned(MOST_POINTS);
  }
}
