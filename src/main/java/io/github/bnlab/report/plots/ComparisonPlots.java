package io.github.bnlab.report.plots;

import io.github.bnlab.report.plots.Panel.Dot;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.summary.Answer;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.Score;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * Final accuracies of settings beside each other: what each place of normalization is worth, a map
 * over two settings, a list of all.
 */
final class ComparisonPlots {
  private static final String WHERE = "batchNorm.where";
  private static final int MOST_MAPS = 6;
  private static final int MOST_DOTS = 60;

  private final Summary summary;
  private final List<SettingAxis> axes;

  ComparisonPlots(Summary summary, List<SettingAxis> axes) {
    this.summary = summary;
    this.axes = axes;
  }

  List<Plot> all() {
    List<Plot> plots = new ArrayList<>();
    places(plots);
    heatMap(plots);
    Score.accuracies(summary.groups()).stream()
        .limit(1)
        .forEach(score -> dots(plots, "final-accuracy", "Final " + score.name(), score));
    if (axes.stream().noneMatch(SettingAxis::isOfCurves)) {
      Score.gaps(summary.groups())
          .forEach(score -> dots(plots, "gap", "Gap between training and other images", score));
    }
    return plots;
  }

  /**
   * The gain of normalizing each place of a network: over all pairs of sets of places that differ
   * in this place alone, the mean accuracy with it minus that without it.
   */
  private void places(List<Plot> plots) {
    List<Score> scores = Score.accuracies(summary.groups());
    SettingAxis where =
        axes.stream().filter(axis -> axis.key().equals(WHERE)).findFirst().orElse(null);
    if (where == null || scores.isEmpty()) {
      return;
    }
    List<SettingAxis> others = axes.stream().filter(axis -> axis != where).toList();
    List<Map<Set<String>, Double>> means =
        SettingAxis.by(others, summary.groups()).values().stream()
            .map(groups -> means(where, groups, scores.get(0)))
            .toList();
    List<Dot> dots = new ArrayList<>();
    Plot.Table table =
        Plot.Table.of(
            "place", "mean gain (points)", "lowest pair", "highest pair", "pairs that gain");
    int most = 0;
    for (String place :
        where.values().stream().flatMap(v -> places(v).stream()).distinct().toList()) {
      double[] pairs = gains(place, means);
      if (pairs.length > 0) {
        Dot dot = Dot.over(place, pairs);
        dots.add(dot);
        table.add(
            place,
            Labels.points(dot.value(), 2),
            Labels.points(dot.low(), 2),
            Labels.points(dot.high(), 2),
            Arrays.stream(pairs).filter(pair -> pair > 0).count() + " of " + pairs.length);
        most = Math.max(most, pairs.length);
      }
    }
    if (dots.size() < 2 || most < 2) {
      return;
    }
    String name = scores.get(0).name();
    String what =
        "Final "
            + name
            + " with the place minus without it, over all pairs of networks that differ in this"
            + " place alone; the line reaches from the lowest to the highest pair.";
    plots.add(
        new Plot(
            "places",
            Part.SETTINGS,
            "What each place of normalization is worth",
            Captions.means(what, summary),
            List.of(
                new Panel.Dots("", Axis.points("gain in " + name + " (percentage points)"), dots)),
            table));
  }

  /** By the places of groups that agree in all other settings. */
  private static Map<Set<String>, Double> means(
      SettingAxis where, List<Group> groups, Score score) {
    Map<Set<String>, Double> means = new LinkedHashMap<>();
    groups.forEach(group -> means.put(places(where.value(group)), score.mean(group)));
    means.values().removeIf(mean -> Double.isNaN(mean));
    return means;
  }

  /** Differences of all pairs. */
  private static double[] gains(String place, List<Map<Set<String>, Double>> sets) {
    DoubleStream.Builder gains = DoubleStream.builder();
    for (Map<Set<String>, Double> means : sets) {
      means.forEach(
          (places, mean) -> {
            Set<String> without = new TreeSet<>(places);
            if (without.remove(place) && means.containsKey(without)) {
              gains.add(mean - means.get(without));
            }
          });
    }
    return gains.build().toArray();
  }

  private static Set<String> places(String value) {
    return value.isEmpty() ? Set.of() : new TreeSet<>(Arrays.asList(value.split(", *")));
  }

  private void heatMap(List<Plot> plots) {
    List<Score> scores = Score.accuracies(summary.groups());
    if (scores.isEmpty() || axes.size() < 2 || axes.get(0).values().size() < 3) {
      return;
    }
    SettingAxis columns = axes.get(0);
    SettingAxis rows = axes.get(1);
    Map<String, List<Group>> rest = SettingAxis.by(axes.subList(2, axes.size()), summary.groups());
    List<Panel> panels =
        rest.entrySet().stream()
            .limit(MOST_MAPS)
            .map(set -> map(set.getKey(), columns, rows, set.getValue(), scores.get(0)))
            .toList();
    String more =
        rest.size() > MOST_MAPS ? " Of " + rest.size() + " maps the first " + MOST_MAPS + "." : "";
    plots.add(
        new Plot(
            "map",
            Part.SETTINGS,
            "Final " + scores.get(0).name() + " by " + columns.label() + " and " + rows.label(),
            Captions.means(
                "Accuracy after the last epoch; trials that diverged are left out." + more,
                summary),
            panels));
  }

  private static Panel map(
      String title, SettingAxis columns, SettingAxis rows, List<Group> groups, Score score) {
    double[][] values = new double[rows.values().size()][columns.values().size()];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    for (Group group : groups) {
      int row = rows.values().indexOf(rows.value(group));
      int column = columns.values().indexOf(columns.value(group));
      values[row][column] = score.mean(group);
    }
    return new Panel.HeatMap(
        title, columns.label(), columns.phrases(), rows.label(), rows.phrases(), values);
  }

  /** Groups from best to worst, and the differences that the answers name. */
  private void dots(List<Plot> plots, String id, String title, Score score) {
    List<Group> groups =
        summary.groups().stream()
            .filter(group -> score.values(group).length > 0)
            .sorted(score.bestFirst())
            .limit(MOST_DOTS)
            .toList();
    if (groups.size() < 2) {
      return;
    }
    List<Dot> dots =
        groups.stream()
            .map(group -> Dot.of(group.label(), summary.look(group), score.estimate(group)))
            .toList();
    plots.add(
        new Plot(
            id,
            Part.SETTINGS,
            title,
            Captions.estimates("After the last epoch, from the highest to the lowest.", summary),
            List.of(new Panel.Dots("", Axis.of(score).over(summary), dots))));
    if (!score.difference()) {
      differences(plots);
    }
  }

  private void differences(List<Plot> plots) {
    List<Dot> dots = new ArrayList<>();
    for (Answer answer : summary.answers()) {
      if (answer.difference() != null) {
        String label = answer.first().label() + " minus " + answer.second().label();
        dots.add(Dot.of(label, summary.look(label, ""), answer.difference()));
      }
    }
    Axis axis = Axis.points("difference (percentage points)").over(summary);
    plots.add(
        new Plot(
            "difference",
            Part.SETTINGS,
            "Difference",
            Captions.estimates("Of the values after the last epoch, paired by seed.", summary),
            List.of(new Panel.Dots("", axis, dots))));
  }
}
