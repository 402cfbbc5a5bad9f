package io.github.bnlab.report.plots;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.report.plots.Panel.Dot;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Answer;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Estimate;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.Metric;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.apache.commons.lang3.math.NumberUtils;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Final accuracies of settings beside each other: what each place of normalization is worth, a map
 * over two settings, a list of all.
 */
record ComparisonPlots(Summary summary, List<SettingAxis> axes) {
  private static final int MOST_MAPS = 6;
  private static final int MOST_DOTS = 60;

  List<Plot> all() {
    List<Plot> plots = new ArrayList<>();
    for (Metric metric : Metric.accuracies(summary.groups()).stream().limit(1).toList()) {
      axes.stream()
          .filter(axis -> axis.key().equals("batchNorm.where"))
          .forEach(where -> plots.add(places(where, metric)));
      if (axes.size() > 1 && axes.get(0).values().size() > 2) {
        plots.add(map(axes.get(0), axes.get(1), metric));
      }
      plots.add(dots("final-accuracy", "Final " + metric.name(), metric));
      plots.add(differences());
    }
    if (axes.stream().noneMatch(SettingAxis::isOfCurves)) {
      Metric.gaps(summary.groups())
          .forEach(
              metric -> plots.add(dots("gap", "Gap between training and other images", metric)));
    }
    return plots;
  }

  /**
   * The gain of normalizing each place of a network: over all pairs of sets of places that differ
   * in this place alone, the mean accuracy with it minus that without it.
   */
  private Plot places(SettingAxis where, Metric metric) {
    List<SettingAxis> others = axes.stream().filter(axis -> axis != where).toList();
    List<Map<Set<String>, Group>> sets =
        SettingAxis.by(others, summary.groups()).values().stream()
            .map(groups -> byPlaces(where, groups))
            .toList();
    List<Dot> dots = new ArrayList<>();
    Plot.Table table =
        Plot.Table.of(
            "place", "mean gain (points)", "lowest pair", "highest pair", "pairs that gain");
    int most = 0;
    for (String place :
        sets.stream()
            .flatMap(set -> set.keySet().stream().flatMap(Set::stream))
            .distinct()
            .toList()) {
      double[] pairs = gains(place, sets, metric);
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
    String what =
        "Final %s with the place minus without it, over all pairs of networks that differ in this place alone; the line reaches from the lowest to the highest pair."
            .formatted(metric.name());
    Axis axis = Axis.points("gain in " + metric.name() + " (percentage points)");
    return new Plot(
        "places",
        Part.SETTINGS,
        "What each place of normalization is worth",
        Captions.means(what + Captions.leftOut(summary, true), summary),
        dots.size() < 2 || most < 2 ? List.of() : List.of(new Panel.Dots("", axis, dots)),
        table);
  }

  /** Groups that agree in all other settings by their places. */
  private static Map<Set<String>, Group> byPlaces(SettingAxis where, List<Group> groups) {
    Map<Set<String>, Group> byPlaces = new LinkedHashMap<>();
    groups.forEach(group -> byPlaces.put(places(where.value(group), group.first()), group));
    return byPlaces;
  }

  /** Mean differences of all pairs, over the seeds that both have. */
  private static double[] gains(String place, List<Map<Set<String>, Group>> sets, Metric metric) {
    DoubleStream.Builder gains = DoubleStream.builder();
    for (Map<Set<String>, Group> groups : sets) {
      groups.forEach(
          (places, group) -> {
            Set<String> without = new TreeSet<>(places);
            if (without.remove(place) && groups.containsKey(without)) {
              gains.add(StatUtils.mean(metric.differences(group, groups.get(without))));
            }
          });
    }
    return gains.build().filter(gain -> !Double.isNaN(gain)).toArray();
  }

  private static Set<String> places(String value, Run run) {
    List<String> places = Arrays.asList(value.split(", *"));
    int depth = NumberUtils.toInt(run.setting(Run.DEPTH));
    if (value.equals("all") && depth > 0) {
      places = DeepNetConfig.places(depth);
    }
    return value.isEmpty() ? Set.of() : new TreeSet<>(places);
  }

  private Plot map(SettingAxis columns, SettingAxis rows, Metric metric) {
    Map<String, List<Group>> rest = SettingAxis.by(axes.subList(2, axes.size()), summary.groups());
    List<Panel> panels = new ArrayList<>();
    rest.entrySet().stream()
        .limit(MOST_MAPS)
        .forEach(set -> panels.add(map(set.getKey(), columns, rows, set.getValue(), metric)));
    String more =
        rest.size() > MOST_MAPS ? " Of " + rest.size() + " maps the first " + MOST_MAPS + "." : "";
    return new Plot(
        "map",
        Part.SETTINGS,
        "Final " + metric.name() + " by " + columns.label() + " and " + rows.label(),
        Captions.means(
            "Accuracy after the last epoch." + Captions.leftOut(summary, true) + more, summary),
        panels);
  }

  private static Panel map(
      String title, SettingAxis columns, SettingAxis rows, List<Group> groups, Metric metric) {
    double[][] values = new double[rows.values().size()][columns.values().size()];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    for (Group group : groups) {
      int row = rows.values().indexOf(rows.value(group));
      int column = columns.values().indexOf(columns.value(group));
      values[row][column] = metric.mean(group);
    }
    DoubleSummaryStatistics all =
        Arrays.stream(values)
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .summaryStatistics();
    List<List<Panel.Cell>> cells =
        Arrays.stream(values)
            .map(row -> Arrays.stream(row).mapToObj(value -> cell(value, all)).toList())
            .toList();
    return new Panel.Grid(
        title, columns.label(), columns.phrases(), rows.label(), rows.phrases(), cells);
  }

  /** An accuracy: the larger, the darker. */
  private static Panel.Cell cell(double value, DoubleSummaryStatistics all) {
    if (Double.isNaN(value)) {
      return new Panel.Cell("\u2013", 0, 0);
    }
    double span = all.getMax() - all.getMin();
    double share = span > 0 ? (value - all.getMin()) / span : 1;
    return new Panel.Cell(Labels.format("%.1f\u00a0%%", 100 * value), 0, 0.06 + 0.5 * share);
  }

  /** Groups from the highest to the lowest. */
  private Plot dots(String id, String title, Metric metric) {
    List<Group> groups =
        summary.groups().stream()
            .filter(group -> metric.values(group).length > 0)
            .sorted(metric.highestFirst())
            .toList();
    List<Group> drawn = groups.subList(0, Math.min(MOST_DOTS, groups.size()));
    List<Estimate> means = drawn.stream().map(metric::estimate).toList();
    List<Dot> dots =
        drawn.stream()
            .map(group -> Dot.of(group.label(), summary.look(group), metric.estimate(group)))
            .toList();
    String what = "After the last epoch, from the highest to the lowest.";
    if (groups.size() > MOST_DOTS) {
      what += " Of " + groups.size() + " settings the " + MOST_DOTS + " highest.";
    }
    return new Plot(
        id,
        Part.SETTINGS,
        title,
        Captions.estimates(what + Captions.leftOut(summary, true), summary, means, "seed"),
        dots.size() < 2 ? List.of() : List.of(new Panel.Dots("", Axis.of(metric), dots)));
  }

  /** The differences that the answers name. */
  private Plot differences() {
    List<Dot> dots = new ArrayList<>();
    List<Estimate> drawn = new ArrayList<>();
    for (Answer answer : summary.answers()) {
      if (answer.difference() != null) {
        String label = answer.first().label() + " minus " + answer.second().label();
        dots.add(Dot.of(label, summary.look(label, ""), answer.difference()));
        drawn.add(answer.difference());
      }
    }
    String what = "Of the values after the last epoch, paired by seed.";
    if (summary.answers().stream().anyMatch(Answer::widened)) {
      what += " An interval is wider where its pair was chosen from several (Bonferroni).";
    }
    Axis axis = Axis.points("difference (percentage points)");
    return new Plot(
        "difference",
        Part.SETTINGS,
        "Difference",
        Captions.estimates(what, summary, drawn, "pair"),
        List.of(new Panel.Dots("", axis, dots)));
  }
}
