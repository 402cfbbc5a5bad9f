package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.FailureRule;
import io.github.bnlab.report.plots.Panel.Cross;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Estimate;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.Metric;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Final accuracies, and their gap to that on the training images, against a numeric setting.
 *
 * @param sets of groups that agree in all other settings, by these in words
 */
record SweepPlots(Summary summary, SettingAxis axis, Map<String, List<Group>> sets) {
  private static final int MOST_CURVES = 24;
  private static final int MOST_BANDS = 3;

  static List<Plot> all(Summary summary, List<SettingAxis> axes) {
    List<Plot> plots = new ArrayList<>();
    for (SettingAxis axis : axes) {
      List<SettingAxis> others = axes.stream().filter(other -> other != axis).toList();
      Map<String, List<Group>> sets =
          SettingAxis.by(others, summary.groups().stream().filter(axis::has).toList());
      boolean curves = axis.isOfCurves() && sets.values().stream().anyMatch(set -> set.size() > 1);
      if (curves && sets.size() <= MOST_CURVES) {
        SweepPlots sweep = new SweepPlots(summary, axis, sets);
        plots.addAll(List.of(sweep.accuracies(), sweep.gaps(), sweep.withoutFailure()));
      }
    }
    return plots;
  }

  private Plot plot(
      String id, String title, String caption, List<? extends Panel> panels, Plot.Table table) {
    String name = axis.label().replace(' ', '-');
    return new Plot(
        id + name, Part.SETTINGS, title + axis.label(), caption, List.copyOf(panels), table);
  }

  private Plot accuracies() {
    List<Metric> metrics = Metric.accuracies(summary.groups());
    List<Panel.Curves> panels =
        metrics.stream()
            .map(metric -> panel(metrics.size() > 1 ? metric.name() : "", metric))
            .toList();
    String what =
        "Accuracy after the last epoch, by " + axis.label() + "." + without(panels, "accuracy");
    return plot(
        "accuracy-by-", "Final accuracy by ", Captions.results(what, summary), panels, null);
  }

  /** What happens to trials without a result. */
  private String without(List<Panel.Curves> panels, String value) {
    boolean crossed =
        panels.stream()
            .flatMap(panel -> panel.curves().stream())
            .anyMatch(curve -> !curve.crosses().isEmpty());
    String cross =
        " A cross marks a trial that diverged, at the last %s before; the mean is without it.";
    return (crossed ? cross.formatted(value) : "") + Captions.leftOut(summary, !crossed);
  }

  private Plot gaps() {
    List<Panel.Curves> panels =
        Metric.gaps(summary.groups()).stream().map(metric -> panel("", metric)).toList();
    String what =
        "Accuracy on the first images trained on minus validation or test accuracy after the last"
            + " epoch, in percentage points: a larger gap means more overfitting."
            + without(panels, "gap");
    return plot(
        "gap-by-",
        "Gap between training and other images by ",
        Captions.results(what, summary),
        panels,
        null);
  }

  /** Where some trials fail: the share of seeds that do not. */
  private Plot withoutFailure() {
    List<Curve> curves = new ArrayList<>();
    Plot.Table table =
        Plot.Table.of("network", axis.label(), "seeds", "that do not fail", "share [95% interval]");
    sets.forEach((label, set) -> curves.add(share(label, set, table)));
    boolean fail =
        curves.stream().flatMapToDouble(c -> Arrays.stream(c.band().mean())).anyMatch(s -> s < 1);
    boolean seeds =
        summary.groups().stream().anyMatch(group -> group.runs().size() >= Estimate.FEWEST);
    String what =
        "Share of seeds whose trial does not fail, by %s%s. Of lines that lie on each other the first named is on top. A trial fails when %s."
            .formatted(
                axis.label(),
                hasBands() ? "; the band is its 95% score interval (Wilson)" : "",
                String.join("; or when ", FailureRule.DEFAULT.conditions()));
    Panel panel =
        new Panel.Curves("", axis.axis(), Axis.percent("share of seeds that do not fail"), curves);
    return plot(
        "trained-by-",
        "Share of seeds that do not fail by ",
        Captions.plain(what + Captions.leftOut(summary, false), summary),
        fail && seeds ? List.of(panel) : List.of(),
        table);
  }

  private Curve share(String label, List<Group> set, Plot.Table table) {
    SortedMap<Double, Estimate> shares = new TreeMap<>();
    Comparator<Group> ascending =
        Comparator.comparingInt(group -> axis.values().indexOf(axis.value(group)));
    for (Group group : set.stream().sorted(ascending).toList()) {
      List<Run> ended = group.runs().stream().filter(SweepPlots::ended).toList();
      int passed = (int) ended.stream().filter(SweepPlots::hasNotFailed).count();
      if (!ended.isEmpty()) {
        Estimate share = Estimate.share(passed, ended.size());
        shares.put(axis.number(group), share);
        table.add(
            label,
            Labels.value(axis.key(), axis.value(group)),
            ended.size(),
            passed,
            Labels.format(
                "%.0f%% [%.0f%%, %.0f%%]",
                100 * share.mean(), 100 * share.low(), 100 * share.high()));
      }
    }
    SeedBand band =
        hasBands()
            ? SeedBand.of(shares, Estimate::mean, Estimate::low, Estimate::high)
            : SeedBand.of(shares, Estimate::mean, Estimate::mean, Estimate::mean);
    return curve("share of seeds", label, set, band, List.of());
  }

  /** More would cover each other; the table has the intervals. */
  private boolean hasBands() {
    return sets.size() <= MOST_BANDS;
  }

  private static boolean ended(Run run) {
    return run.diverged() || run.isEvaluatedAtEnd() && run.losses().size() > 0;
  }

  private static boolean hasNotFailed(Run run) {
    double start = run.losses().size() == 0 ? Double.NaN : run.losses().losses()[0];
    return FailureRule.DEFAULT.failure(run.status(), start, run.epochs()).isEmpty();
  }

  private Panel.Curves panel(String title, Metric metric) {
    List<Curve> curves = new ArrayList<>();
    sets.forEach((label, set) -> curves.add(curve(label, set, metric)));
    return new Panel.Curves(title, axis.axis(), Axis.of(metric), curves);
  }

  private Curve curve(String label, List<Group> set, Metric metric) {
    List<Series> points = new ArrayList<>();
    List<Cross> crosses = new ArrayList<>();
    for (Group group : set) {
      double x = axis.number(group);
      for (Run run : group.runs()) {
        Double last = metric.last(run);
        Double atEnd = metric.atEnd(run);
        if (run.diverged() && last != null && Double.isFinite(last)) {
          crosses.add(new Cross(x, last, run.trial() + " diverged"));
        } else if (atEnd != null) {
          points.add(new Series(new double[] {x}, new double[] {atEnd}));
        }
      }
    }
    return curve(metric.name(), label, set, SeedBand.of(points), crosses);
  }

  /** Of a set in words, if there are several; in the look of its normalization if it has one. */
  private Curve curve(
      String what, String label, List<Group> set, SeedBand band, List<Cross> crosses) {
    List<String> kinds =
        set.stream().map(group -> group.first().normalization()).distinct().toList();
    int look = summary.look(label, kinds.size() == 1 ? kinds.get(0) : "");
    return new Curve(label.isEmpty() ? what : label, -1, look, true, band, crosses);
  }
}
