package io.github.bnlab.report.plots;

import io.github.bnlab.report.plots.Panel.Dot;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Score;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The gain of normalizing each place of a network: over all pairs of sets of places that differ in
 * this place alone, the mean accuracy with it minus that without it.
 */
final class PlacePlots {
  private static final String WHERE = "batchNorm.where";

  private final Summary summary;
  private final List<SettingAxis> axes;

  PlacePlots(Summary summary, List<SettingAxis> axes) {
    this.summary = summary;
    this.axes = axes;
  }

  List<Plot> all() {
    List<Score> scores = Score.accuracies(summary.groups());
    SettingAxis where =
        axes.stream().filter(axis -> axis.key().equals(WHERE)).findFirst().orElse(null);
    if (where == null || scores.isEmpty()) {
      return List.of();
    }
    Map<String, double[]> worth = worth(where, scores.get(0));
    if (worth.size() < 2 || worth.values().stream().allMatch(pairs -> pairs.length < 2)) {
      return List.of();
    }
    String name = scores.get(0).name();
    return List.of(
        new Plot(
            "places",
            Part.SETTINGS,
            "What each place of normalization is worth",
            Captions.means(
                "Final "
                    + name
                    + " with the place minus without it, over all pairs of networks that differ in"
                    + " this place alone; the line reaches from the lowest to the highest pair.",
                summary),
            List.of(
                new Panel.Dots(
                    "", Axis.points("gain in " + name + " (percentage points)"), dots(worth))),
            table(worth)));
  }

  /** Differences of all pairs, by place. */
  private Map<String, double[]> worth(SettingAxis where, Score score) {
    List<SettingAxis> others = axes.stream().filter(axis -> axis != where).toList();
    Set<String> places = new LinkedHashSet<>();
    where.values().forEach(value -> places.addAll(places(value)));
    Map<String, double[]> worth = new LinkedHashMap<>();
    for (String place : places) {
      List<Double> pairs = new ArrayList<>();
      for (List<Group> groups : SettingAxis.by(others, summary.groups()).values()) {
        pairs(place, means(where, groups, score), pairs);
      }
      if (!pairs.isEmpty()) {
        worth.put(place, pairs.stream().mapToDouble(pair -> pair).toArray());
      }
    }
    return worth;
  }

  private static Map<Set<String>, Double> means(
      SettingAxis where, List<Group> groups, Score score) {
    Map<Set<String>, Double> means = new LinkedHashMap<>();
    for (Group group : groups) {
      double mean = score.mean(group);
      if (!Double.isNaN(mean)) {
        means.put(places(where.value(group)), mean);
      }
    }
    return means;
  }

  private static void pairs(
      String place, Map<Set<String>, Double> means, List<Double> differences) {
    means.forEach(
        (with, mean) -> {
          if (with.contains(place)) {
            Set<String> without = new TreeSet<>(with);
            without.remove(place);
            if (means.containsKey(without)) {
              differences.add(mean - means.get(without));
            }
          }
        });
  }

  private static Set<String> places(String value) {
    return value.isEmpty() ? Set.of() : new TreeSet<>(Arrays.asList(value.split(", *")));
  }

  private static List<Dot> dots(Map<String, double[]> worth) {
    List<Dot> dots = new ArrayList<>();
    worth.forEach((place, pairs) -> dots.add(Dot.over(place, pairs)));
    return dots;
  }

  private static PlotTable table(Map<String, double[]> worth) {
    List<List<String>> rows = new ArrayList<>();
    for (Dot dot : dots(worth)) {
      double[] pairs = worth.get(dot.label());
      rows.add(
          List.of(
              dot.label(),
              points(dot.value()),
              points(dot.low()),
              points(dot.high()),
              Arrays.stream(pairs).filter(pair -> pair > 0).count() + " of " + pairs.length));
    }
    return new PlotTable(
        List.of("place", "mean gain (points)", "lowest pair", "highest pair", "pairs that gain"),
        rows);
  }

  private static String points(double share) {
    return String.format(Locale.ROOT, "%+.2f", 100 * share);
  }
}
