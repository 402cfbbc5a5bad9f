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
import io.github.bnlab.report.summary.Score;
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

/** Final accuracies, and their gap to that on the training images, against numeric settings. */
final class SweepPlots {
  private static final int MOST_CURVES = 24;

  private final Summary summary;
  private final List<SettingAxis> axes;

  SweepPlots(Summary summary, List<SettingAxis> axes) {
    this.summary = summary;
    this.axes = axes;
  }

  /** The groups against one setting, in sets that agree in all others. */
  private record Sweep(SettingAxis axis, Map<String, List<Group>> sets) {
    Plot plot(String id, String title, String caption, List<Panel> panels, Plot.Table table) {
      String name = axis.label().replace(' ', '-');
      return new Plot(id + name, Part.SETTINGS, title + axis.label(), caption, panels, table);
    }
  }

  List<Plot> all() {
    List<Plot> plots = new ArrayList<>();
    for (SettingAxis axis : axes) {
      if (axis.isOfCurves()) {
        List<SettingAxis> others = axes.stream().filter(other -> other != axis).toList();
        Sweep sweep = new Sweep(axis, SettingAxis.by(others, summary.groups()));
        boolean curves = sweep.sets().values().stream().anyMatch(set -> set.size() > 1);
        if (curves && sweep.sets().size() <= MOST_CURVES) {
          plots.add(accuracies(sweep));
          plots.add(gaps(sweep));
          plots.add(trained(sweep));
        }
      }
    }
    return plots;
  }

  private Plot accuracies(Sweep sweep) {
    List<Score> scores = Score.accuracies(summary.groups());
    List<Panel.Curves> panels =
        scores.stream()
            .map(score -> panel(scores.size() > 1 ? score.name() : "", sweep, score))
            .toList();
    boolean crossed =
        panels.stream()
            .flatMap(panel -> panel.curves().stream())
            .anyMatch(curve -> !curve.crosses().isEmpty());
    String what =
        "Accuracy after the last epoch, for each "
            + sweep.axis().label()
            + "."
            + (crossed
                ? " A cross marks a trial that diverged, at the last accuracy before; the mean is"
                    + " without it."
                : "");
    String caption = Captions.curves(what, summary);
    return sweep.plot("accuracy-by-", "Final accuracy by ", caption, List.copyOf(panels), null);
  }

  private Plot gaps(Sweep sweep) {
    List<Panel> panels =
        Score.gaps(summary.groups()).stream()
            .map(score -> (Panel) panel("", sweep, score))
            .toList();
    String what =
        "Training accuracy minus validation or test accuracy after the last epoch, in percentage"
            + " points: a larger gap means more overfitting.";
    String title = "Gap between training and other images by ";
    return sweep.plot("gap-by-", title, Captions.curves(what, summary), panels, null);
  }

  /** Where some trials fail: the share of seeds that train. */
  private Plot trained(Sweep sweep) {
    SettingAxis axis = sweep.axis();
    List<Curve> curves = new ArrayList<>();
    Plot.Table table =
        Plot.Table.of("network", axis.label(), "seeds", "train", "share [95% interval]");
    sweep.sets().forEach((label, set) -> curves.add(share(axis, label, set, table)));
    boolean fail =
        curves.stream().flatMapToDouble(c -> Arrays.stream(c.band().mean())).anyMatch(s -> s < 1);
    boolean seeds =
        summary.groups().stream().anyMatch(group -> group.runs().size() >= Estimate.FEWEST);
    String what =
        "Share of seeds that train, for each "
            + axis.label()
            + "; the band is its 95% score interval (Wilson). A training fails when "
            + String.join("; or when ", FailureRule.DEFAULT.conditions())
            + ".";
    Panel panel =
        new Panel.Curves("", axis.axis(), Axis.percent("share of seeds").over(summary), curves);
    return sweep.plot(
        "trained-by-",
        "Share of seeds that train by ",
        Captions.plain(what, summary),
        fail && seeds ? List.of(panel) : List.of(),
        table);
  }

  private Curve share(SettingAxis axis, String label, List<Group> set, Plot.Table table) {
    SortedMap<Double, Estimate> shares = new TreeMap<>();
    List<Group> rising = set.stream().sorted(Comparator.comparingDouble(axis::number)).toList();
    for (Group group : rising) {
      List<Run> ended = group.runs().stream().filter(SweepPlots::ended).toList();
      int train = (int) ended.stream().filter(SweepPlots::trains).count();
      if (!ended.isEmpty()) {
        Estimate share = Estimate.share(train, ended.size());
        shares.put(axis.number(group), share);
        table.add(
            label,
            axis.value(group),
            ended.size(),
            train,
            Labels.format(
                "%.0f%% [%.0f%%, %.0f%%]",
                100 * share.mean(), 100 * share.low(), 100 * share.high()));
      }
    }
    SeedBand band = SeedBand.of(shares, Estimate::mean, Estimate::low, Estimate::high);
    return curve(label.isEmpty() ? "share of seeds" : label, label, set, band, List.of());
  }

  private static boolean ended(Run run) {
    return run.status() != null
        && run.status().state().isConclusive()
        && (run.diverged() || !run.epochs().isEmpty() && run.losses().size() > 0);
  }

  private static boolean trains(Run run) {
    double start = run.losses().size() == 0 ? Double.NaN : run.losses().losses()[0];
    return FailureRule.DEFAULT.failure(run.status(), start, run.epochs()).isEmpty();
  }

  private Panel.Curves panel(String title, Sweep sweep, Score score) {
    List<Curve> curves = new ArrayList<>();
    sweep.sets().forEach((label, set) -> curves.add(curve(sweep.axis(), label, set, score)));
    return new Panel.Curves(title, sweep.axis().axis(), Axis.of(score).over(summary), curves);
  }

  private Curve curve(SettingAxis axis, String label, List<Group> set, Score score) {
    List<Series> points = new ArrayList<>();
    List<Cross> crosses = new ArrayList<>();
    for (Group group : set) {
      double x = axis.number(group);
      for (Run run : group.runs()) {
        Double last = score.last(run);
        if (run.diverged() && last != null && Double.isFinite(last)) {
          crosses.add(new Cross(x, last, run.trial() + " diverged"));
        } else if (last != null) {
          points.add(new Series(new double[] {x}, new double[] {last}));
        }
      }
    }
    String name = label.isEmpty() ? score.name() : label;
    return curve(name, label, set, SeedBand.of(points), crosses);
  }

  /** In the look of the normalization where the set is of one. */
  private Curve curve(
      String name, String label, List<Group> set, SeedBand band, List<Cross> crosses) {
    List<String> kinds =
        set.stream().map(group -> group.first().normalization()).distinct().toList();
    int look = summary.look(label, kinds.size() == 1 ? kinds.get(0) : "");
    return new Curve(name, -1, look, true, band, crosses);
  }
}
