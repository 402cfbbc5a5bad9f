package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.RangeRow;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Search;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Loss while the learning rate grows from step to step. */
final class RangePlots {
  private static final int MOST_POINTS = 300;

  private final Summary summary;

  RangePlots(Summary summary) {
    this.summary = summary;
  }

  List<Plot> all() {
    Map<String, Map<String, List<RangeRow>>> trials = new LinkedHashMap<>();
    for (Search search : summary.searches()) {
      for (RangeRow row : search.range()) {
        trials
            .computeIfAbsent(label(row.trial()), label -> new LinkedHashMap<>())
            .computeIfAbsent(search.experiment() + "/" + row.trial(), key -> new ArrayList<>())
            .add(row);
      }
    }
    if (trials.isEmpty()) {
      return List.of();
    }
    List<Curve> curves = new ArrayList<>();
    trials.forEach(
        (label, seeds) -> {
          List<Series> series = seeds.values().stream().map(RangePlots::series).toList();
          SeedBand band = SeedBand.of(series).thinned(MOST_POINTS);
          curves.add(new Curve(label, -1, curves.size(), false, band, List.of()));
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
            null));
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
