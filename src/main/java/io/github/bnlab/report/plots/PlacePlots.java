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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * The gain of normalizing each place of a network: over all pairs of sets of places that differ in
 * this place alone, the mean accuracy with it minus that without it.
 */
final class PlacePlots {
  private static final String WHERE = "batchNorm.where";

  private PlacePlots() {}

  static List<Plot> all(Summary summary, List<SettingAxis> axes) {
    List<Score> scores = Score.accuracies(summary.groups());
    SettingAxis where =
        axes.stream().filter(axis -> axis.key().equals(WHERE)).findFirst().orElse(null);
    if (where == null || scores.isEmpty()) {
      return List.of();
    }
    List<SettingAxis> others = axes.stream().filter(axis -> axis != where).toList();
    List<Map<Set<String>, Double>> means =
        SettingAxis.by(others, summary.groups()).values().stream()
            .map(groups -> means(where, groups, scores.get(0)))
            .toList();
    List<Dot> dots = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    int most = 0;
    for (String place :
        where.values().stream().flatMap(v -> places(v).stream()).distinct().toList()) {
      double[] pairs = gains(place, means);
      if (pairs.length > 0) {
        Dot dot = Dot.over(place, pairs);
        dots.add(dot);
        rows.add(
            List.of(
                place,
                points(dot.value()),
                points(dot.low()),
                points(dot.high()),
                Arrays.stream(pairs).filter(pair -> pair > 0).count() + " of " + pairs.length));
        most = Math.max(most, pairs.length);
      }
    }
    if (dots.size() < 2 || most < 2) {
      return List.of();
    }
    String name = scores.get(0).name();
    String what =
        "Final "
            + name
            + " with the place minus without it, over all pairs of networks that differ in this"
            + " place alone; the line reaches from the lowest to the highest pair.";
    return List.of(
        new Plot(
            "places",
            Part.SETTINGS,
            "What each place of normalization is worth",
            Captions.means(what, summary),
            List.of(
                new Panel.Dots("", Axis.points("gain in " + name + " (percentage points)"), dots)),
            new Plot.Table(
                List.of(
                    "place",
                    "mean gain (points)",
                    "lowest pair",
                    "highest pair",
                    "pairs that gain"),
                rows)));
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

  private static String points(double share) {
    return String.format(Locale.ROOT, "%+.2f", 100 * share);
  }
}
