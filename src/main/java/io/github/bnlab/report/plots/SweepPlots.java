package io.github.bnlab.report.plots;

import io.github.bnlab.report.plots.Panel.Cross;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Score;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Final accuracies, and their gap to that on the training images, against numeric settings. */
final class SweepPlots {
  private static final int MOST_CURVES = 24;

  private final Summary summary;
  private final List<SettingAxis> axes;

  SweepPlots(Summary summary, List<SettingAxis> axes) {
    this.summary = summary;
    this.axes = axes;
  }

  List<Plot> all() {
    List<Plot> plots = new ArrayList<>();
    for (SettingAxis axis : axes) {
      if (axis.isOfCurves()) {
        List<SettingAxis> others = axes.stream().filter(other -> other != axis).toList();
        Map<String, List<Group>> sets = SettingAxis.by(others, summary.groups());
        boolean curves = sets.values().stream().anyMatch(set -> set.size() > 1);
        if (curves && sets.size() <= MOST_CURVES) {
          accuracies(plots, axis, sets);
          gaps(plots, axis, sets);
        }
      }
    }
    return plots;
  }

  private void accuracies(List<Plot> plots, SettingAxis axis, Map<String, List<Group>> sets) {
    List<Panel> panels = new ArrayList<>();
    List<Score> scores = Score.accuracies(summary.groups());
    for (Score score : scores) {
      panels.add(panel(scores.size() > 1 ? score.name() : "", axis, sets, score));
    }
    String what = "Accuracy after the last epoch, for each " + axis.label() + "." + says(panels);
    add(plots, "accuracy-by-", "Final accuracy by ", axis, what, panels);
  }

  private static String says(List<Panel> panels) {
    boolean crossed =
        panels.stream()
            .anyMatch(
                panel ->
                    panel instanceof Panel.Curves curves
                        && curves.curves().stream().anyMatch(curve -> !curve.crosses().isEmpty()));
    return crossed
        ? " A cross marks a trial that diverged, at the last accuracy before; the mean is without"
            + " it."
        : "";
  }

  private void gaps(List<Plot> plots, SettingAxis axis, Map<String, List<Group>> sets) {
    List<Panel> panels = new ArrayList<>();
    for (Score score : Score.gaps(summary.groups())) {
      panels.add(panel("", axis, sets, score));
    }
    String what =
        "Training accuracy minus validation or test accuracy after the last epoch, in percentage"
            + " points: a larger gap means more overfitting.";
    add(plots, "gap-by-", "Gap between training and other images by ", axis, what, panels);
  }

  private void add(
      List<Plot> plots,
      String id,
      String title,
      SettingAxis axis,
      String what,
      List<Panel> panels) {
    if (!panels.isEmpty()) {
      String name = axis.label().replace(' ', '-');
      plots.add(
          new Plot(
              id + name,
              Part.SETTINGS,
              title + axis.label(),
              Captions.curves(what, summary),
              panels,
              null));
    }
  }

  private Panel panel(String title, SettingAxis axis, Map<String, List<Group>> sets, Score score) {
    List<Curve> curves = new ArrayList<>();
    sets.forEach((label, set) -> curves.add(curve(axis, label, set, score)));
    return new Panel.Curves(title, axis.axis(), Axis.of(score).over(summary), curves);
  }

  private Curve curve(SettingAxis axis, String label, List<Group> set, Score score) {
    List<Series> points = new ArrayList<>();
    List<Cross> crosses = new ArrayList<>();
    for (Group group : set) {
      double x = axis.number(group);
      for (Run run : group.runs()) {
        Double last = score.last(run);
        if (Score.diverged(run) && last != null && Double.isFinite(last)) {
          crosses.add(new Cross(x, last, run.trial() + " diverged"));
        } else if (last != null) {
          points.add(new Series(new double[] {x}, new double[] {last}));
        }
      }
    }
    String name = label.isEmpty() ? score.name() : label;
    List<String> kinds =
        set.stream().map(group -> group.first().normalization()).distinct().toList();
    int look = summary.look(label, kinds.size() == 1 ? kinds.get(0) : "");
    return new Curve(name, -1, look, true, SeedBand.of(points), crosses);
  }
}
