package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.FailureRule;
import io.github.bnlab.report.plots.Panel.Cross;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Estimate;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Score;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

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
          trained(plots, axis, sets);
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
    String caption = Captions.curves(what, summary);
    add(plots, "accuracy-by-", "Final accuracy by ", axis, caption, panels, null);
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
    String title = "Gap between training and other images by ";
    add(plots, "gap-by-", title, axis, Captions.curves(what, summary), panels, null);
  }

  /** Where some trials fail: the share of seeds that train. */
  private void trained(List<Plot> plots, SettingAxis axis, Map<String, List<Group>> sets) {
    List<Curve> curves = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    sets.forEach((label, set) -> curves.add(share(axis, label, set, rows)));
    boolean fail =
        curves.stream().flatMapToDouble(c -> Arrays.stream(c.band().mean())).anyMatch(s -> s < 1);
    boolean seeds =
        summary.groups().stream().anyMatch(group -> group.runs().size() >= Estimate.FEWEST);
    if (!fail || !seeds) {
      return;
    }
    String what =
        "Share of seeds that train, for each "
            + axis.label()
            + "; the band is its 95% score interval (Wilson). A training fails when "
            + String.join("; or when ", FailureRule.DEFAULT.conditions())
            + ".";
    String title = "Share of seeds that train by ";
    Panel panel =
        new Panel.Curves("", axis.axis(), Axis.percent("share of seeds").over(summary), curves);
    PlotTable table =
        new PlotTable(
            List.of("network", axis.label(), "seeds", "train", "share [95% interval]"), rows);
    add(plots, "trained-by-", title, axis, Captions.plain(what, summary), List.of(panel), table);
  }

  private Curve share(SettingAxis axis, String label, List<Group> set, List<List<String>> rows) {
    TreeMap<Double, Estimate> shares = new TreeMap<>();
    for (Group group : set) {
      List<Run> ended = group.runs().stream().filter(SweepPlots::ended).toList();
      int train = (int) ended.stream().filter(SweepPlots::trains).count();
      if (!ended.isEmpty()) {
        Estimate share = Estimate.share(train, ended.size());
        shares.put(axis.number(group), share);
        rows.add(
            List.of(
                label,
                axis.value(group),
                Integer.toString(ended.size()),
                Integer.toString(train),
                String.format(
                    Locale.ROOT,
                    "%.0f%% [%.0f%%, %.0f%%]",
                    100 * share.mean(),
                    100 * share.low(),
                    100 * share.high())));
      }
    }
    SeedBand band =
        new SeedBand(
            shares.keySet().stream().mapToDouble(x -> x).toArray(),
            shares.values().stream().mapToDouble(Estimate::mean).toArray(),
            shares.values().stream().mapToDouble(Estimate::low).toArray(),
            shares.values().stream().mapToDouble(Estimate::high).toArray());
    return new Curve(
        label.isEmpty() ? "share of seeds" : label, -1, look(label, set), true, band, List.of());
  }

  private static boolean ended(Run run) {
    return run.status() != null
        && run.status().state().isConclusive()
        && (Score.diverged(run) || !run.epochs().isEmpty() && run.losses().size() > 0);
  }

  private static boolean trains(Run run) {
    double start = run.losses().size() == 0 ? Double.NaN : run.losses().losses()[0];
    return FailureRule.DEFAULT.failure(run.status(), start, run.epochs()).isEmpty();
  }

  private void add(
      List<Plot> plots,
      String id,
      String title,
      SettingAxis axis,
      String caption,
      List<Panel> panels,
      PlotTable table) {
    if (!panels.isEmpty()) {
      String name = axis.label().replace(' ', '-');
      plots.add(new Plot(id + name, Part.SETTINGS, title + axis.label(), caption, panels, table));
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
    return new Curve(name, -1, look(label, set), true, SeedBand.of(points), crosses);
  }

  private int look(String label, List<Group> set) {
    List<String> kinds =
        set.stream().map(group -> group.first().normalization()).distinct().toList();
    return summary.look(label, kinds.size() == 1 ? kinds.get(0) : "");
  }
}
