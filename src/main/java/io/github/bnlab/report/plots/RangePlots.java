package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.RangeRow;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Search;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Loss while the learning rate grows from step to step. */
final class RangePlots {
  private static final int MOST_POINTS = 300;

  private final Summary summary;

  RangePlots(Summary summary) {
    this.summary = summary;
  }

  /** Steps of range tests by group, then by trial. */
  private Map<String, Map<String, List<RangeRow>>> trials() {
    Map<String, Map<String, List<RangeRow>>> trials = new LinkedHashMap<>();
    for (Search search : summary.searches()) {
      for (RangeRow row : search.range()) {
        trials
            .computeIfAbsent(label(row.trial()), label -> new LinkedHashMap<>())
            .computeIfAbsent(search.experiment() + "/" + row.trial(), key -> new ArrayList<>())
            .add(row);
      }
    }
    return trials;
  }

  /** The rates that the tests suggest, in one sentence, or nothing without a test. */
  List<String> answers() {
    Map<String, Map<String, List<RangeRow>>> trials = trials();
    if (trials.isEmpty()) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    trials.forEach((label, seeds) -> found.add(label + " " + suggested(seeds)));
    int most = trials.values().stream().mapToInt(Map::size).max().orElseThrow();
    return List.of(
        "Learning rates at which the loss falls fastest: "
            + String.join(", ", found)
            + (most == 1 ? "; one seed." : "; lowest to highest of " + most + " seeds."));
  }

  private static String suggested(Map<String, List<RangeRow>> seeds) {
    double[] rates =
        seeds.values().stream()
            .map(RangeRow::steepest)
            .filter(Objects::nonNull)
            .mapToDouble(rate -> rate)
            .sorted()
            .toArray();
    if (rates.length == 0) {
      return "none (the loss never falls)";
    }
    String low = Labels.number(rates[0], 2);
    String high = Labels.number(rates[rates.length - 1], 2);
    return low.equals(high) ? low : low + " to " + high;
  }

  List<Plot> all() {
    Map<String, Map<String, List<RangeRow>>> trials = trials();
    if (trials.isEmpty()) {
      return List.of();
    }
    List<String> labels = summary.groups().stream().map(Group::label).toList();
    List<Curve> curves = new ArrayList<>();
    trials.forEach(
        (label, seeds) -> {
          List<Series> series = seeds.values().stream().map(RangePlots::series).toList();
          SeedBand band = SeedBand.of(series).thinned(MOST_POINTS);
          int group = labels.indexOf(label);
          int look = group < 0 ? summary.look(label, "") : summary.look(group);
          curves.add(new Curve(label, group, look, false, band, List.of()));
        });
    String what =
        "Loss of each batch, smoothed, while the learning rate grows from step to step by the same"
            + " factor, after Smith (2017). Where several seeds were tried, the line is their mean"
            + " and the band reaches from the lowest to the highest.";
    return List.of(
        new Plot(
            "learning-rate-range",
            Part.LIMITS,
            "Learning-rate range test",
            Captions.searches(what, summary),
            List.of(
                new Panel.Curves(
                    "", Axis.log("learning rate"), Axis.plain("smoothed loss (nats)"), curves)),
            table(trials)));
  }

  private static PlotTable table(Map<String, Map<String, List<RangeRow>>> trials) {
    List<List<String>> rows = new ArrayList<>();
    trials.forEach(
        (label, seeds) ->
            rows.add(List.of(label, Integer.toString(seeds.size()), suggested(seeds))));
    return new PlotTable(List.of("network", "seeds", "rate at which the loss falls fastest"), rows);
  }

  /** The group of the trial, where it was also trained; else its name without the seed. */
  private String label(String trial) {
    for (Run run : summary.runs()) {
      if (run.trial().equals(trial)) {
        return summary.groups().get(summary.groupIndex(run)).label();
      }
    }
    String name = trial.replaceAll("[-_.]?(training[-.])?seed[-=]?\\d+", "");
    return name.isEmpty() ? trial : name;
  }

  private static Series series(List<RangeRow> rows) {
    return Series.of(
        rows,
        RangeRow::learningRate,
        row -> row.smoothedLoss() == null ? Double.NaN : row.smoothedLoss());
  }
}
