package io.github.bnlab.report.plots;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.github.bnlab.recording.files.Limits;
import io.github.bnlab.recording.files.Limits.Variant;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Panel.Dot;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Runs.Search;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.rows.Rows.RangeRow;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/** What searches found: up to which value of a setting networks train, and range tests. */
final class SearchPlots {
  private static final int MOST_POINTS = 300;

  private final Summary summary;

  /** Steps of range tests by group, then by trial. */
  private final Map<String, Map<String, List<RangeRow>>> ranges = new LinkedHashMap<>();

  SearchPlots(Summary summary) {
    this.summary = summary;
    for (Search search : summary.found().searches()) {
      Map<String, List<RangeRow>> trials =
          search.range().stream()
              .collect(groupingBy(RangeRow::trial, LinkedHashMap::new, toList()));
      trials.forEach(
          (trial, rows) ->
              ranges
                  .computeIfAbsent(label(search, trial), label -> new LinkedHashMap<>())
                  .putIfAbsent(search.experiment() + "/" + trial, rows));
    }
  }

  /** The group of the trial, where its records are there; else its name without the seed. */
  private String label(Search search, String trial) {
    String name = trial.replaceAll("[-_.]?(training[-.])?seed[-=]?\\d+", "");
    return summary.runs().stream()
        .filter(run -> run.trial().equals(trial))
        .filter(search::has)
        .findFirst()
        .map(run -> summary.groups().get(summary.groupIndex(run)).label())
        .orElse(experiment(search, "", ": ") + (name.isEmpty() ? trial : name));
  }

  /** The name of its experiment between two texts, where there are several; else empty. */
  private String experiment(Search search, String before, String after) {
    return several() ? before + search.experiment() + after : "";
  }

  private boolean several() {
    return summary.found().searches().size() > 1;
  }

  private List<Search> limits() {
    return summary.found().searches().stream().filter(search -> search.limits() != null).toList();
  }

  List<Plot> all() {
    List<Search> limits = limits();
    List<Plot> plots = new ArrayList<>();
    for (Search found : limits) {
      String suffix = limits.size() == 1 ? "" : "-" + (plots.size() + 1);
      plots.add(limits("limits" + suffix, found));
    }
    if (!ranges.isEmpty()) {
      plots.add(ranges());
    }
    return plots;
  }

  /** What the searches found, a sentence each. */
  List<String> answers() {
    List<String> answers = new ArrayList<>();
    limits().forEach(search -> answers.add(answer(search)));
    if (!ranges.isEmpty()) {
      List<String> found = new ArrayList<>();
      ranges.forEach((label, seeds) -> found.add(label + ": " + suggested(seeds)));
      String seeds = seeds(ranges.values().stream().mapToInt(Map::size), "lowest to highest of %s");
      String values = String.join("; ", found);
      // Where there are several searches, the name of an experiment comes first.
      answers.add(
          "Learning rates at which the loss falls fastest, %s. %s."
              .formatted(seeds, several() ? values : StringUtils.capitalize(values)));
    }
    return answers;
  }

  private String answer(Search search) {
    Limits limits = search.limits();
    List<String> found = new ArrayList<>();
    for (Variant variant : limits.variants()) {
      Map<String, String> settings = Labels.settings(variant.name());
      String text = settings.isEmpty() ? "" : Labels.of(settings) + ": ";
      text += value(variant, limits);
      if (variant.trained() != null && variant.failed() != null) {
        text += " [" + number(variant.trained()) + ", " + number(variant.failed()) + "]";
      }
      if (variant.ratio() != null && !found.isEmpty()) {
        text += " (" + number(variant.ratio()) + " times)";
      }
      found.add(text);
    }
    IntStream seeds = limits.variants().stream().mapToInt(Variant::seeds);
    return "Largest %s that trains%s, %s. %s."
        .formatted(
            Labels.setting(limits.setting()),
            experiment(search, " in ", ""),
            seeds(seeds, "%s, [all train, all fail]"),
            StringUtils.capitalize(String.join("; ", found)));
  }

  /** How many seeds there are, in what is said of several. */
  private static String seeds(IntStream numbers, String several) {
    IntSummaryStatistics all = numbers.summaryStatistics();
    String seeds = Captions.number(all, "seed");
    return all.getMax() == 1 ? seeds : several.formatted(seeds);
  }

  private static String value(Variant variant, Limits limits) {
    Double trained = variant.trained();
    Double failed = variant.failed();
    if (variant.limit() != null) {
      return number(variant.limit());
    }
    if (trained == null && failed != null && failed <= limits.low()) {
      return "none from " + number(limits.low()) + " to " + number(limits.high());
    }
    if (trained != null && trained >= limits.high()) {
      return "even " + number(limits.high());
    }
    // Some seeds have no limit between the ends.
    return "%s with all seeds, %s with some"
        .formatted(
            trained == null ? "none" : number(trained),
            failed == null ? "even " + number(limits.high()) : "less than " + number(failed));
  }

  private Plot limits(String id, Search search) {
    Limits limits = search.limits();
    String setting = Labels.setting(limits.setting());
    List<Dot> dots = new ArrayList<>();
    Plot.Table table =
        Plot.Table.of("network", "seeds", "all train at", "all fail at", "limit", "ratio to first");
    for (Variant variant : limits.variants()) {
      Map<String, String> settings = Labels.settings(variant.name());
      String label = settings.isEmpty() ? "all trials" : Labels.of(settings);
      int look = summary.look(label, settings.getOrDefault(Run.NORMALIZATION, ""));
      double low = variant.trained() == null ? limits.low() : variant.trained();
      double high = variant.failed() == null ? limits.high() : variant.failed();
      double middle = variant.limit() == null ? Double.NaN : variant.limit();
      dots.add(new Dot(label, look, middle, low, high));
      table.add(
          label,
          variant.seeds(),
          variant.trained() == null
              ? "none from " + number(limits.low())
              : number(variant.trained()),
          variant.failed() == null ? "not even " + number(limits.high()) : number(variant.failed()),
          number(variant.limit()),
          variant.ratio() == null ? "" : number(variant.ratio()) + "\u00a0×");
    }
    String what =
        "The line reaches from the largest %s with which all seeds train to the smallest with which all fail; the dot is the geometric mean of the limits of the seeds."
            .formatted(setting);
    if (!limits.failsWhen().isEmpty()) {
      what += " A training fails when " + String.join("; or when ", limits.failsWhen()) + ".";
    }
    return new Plot(
        id,
        Part.LIMITS,
        "The largest " + setting + " that trains" + experiment(search, " in ", ""),
        Captions.searches(what, summary),
        List.of(new Panel.Dots("", Axis.log(setting), dots)),
        table);
  }

  private static String number(Double value) {
    return value == null ? "" : Labels.number(value, 3);
  }

  /** Loss while the learning rate grows from step to step. */
  private Plot ranges() {
    List<Curve> curves = new ArrayList<>();
    Plot.Table table = Plot.Table.of("network", "seeds", "rate at which the loss falls fastest");
    ranges.forEach(
        (label, seeds) -> {
          Stream<Series> losses =
              seeds.values().stream()
                  .map(
                      rows ->
                          Series.of(rows.stream(), RangeRow::learningRate, RangeRow::smoothedLoss));
          SeedBand band = SeedBand.of(losses.toList()).thinned(MOST_POINTS);
          curves.add(
              summary.groups().stream()
                  .filter(group -> group.label().equals(label))
                  .findFirst()
                  .map(group -> Curve.of(summary, group, band))
                  .orElseGet(() -> new Curve(label, summary.look(label, ""), band)));
          table.add(label, seeds.size(), suggested(seeds));
        });
    String what =
        "Loss of each batch, smoothed, while the learning rate grows from step to step by the same"
            + " factor, after Smith (2017). Where several seeds were tried, the line is their mean"
            + " (where some have no value, that of the others) and the band reaches from the lowest"
            + " to the highest.";
    Panel panel =
        new Panel.Curves("", Axis.log("learning rate"), Axis.plain("smoothed loss (nats)"), curves);
    return new Plot(
        "learning-rate-range",
        Part.LIMITS,
        "Learning-rate range test",
        Captions.searches(what, summary),
        List.of(panel),
        table);
  }

  /** The rates that the tests of some seeds suggest. */
  private static String suggested(Map<String, List<RangeRow>> seeds) {
    DoubleSummaryStatistics rates =
        seeds.values().stream()
            .map(RangeRow::steepest)
            .filter(rate -> rate != null && Double.isFinite(rate))
            .mapToDouble(rate -> rate)
            .summaryStatistics();
    if (rates.getCount() == 0) {
      return "none (the loss never falls)";
    }
    String low = Labels.number(rates.getMin(), 2);
    String high = Labels.number(rates.getMax(), 2);
    String found = low.equals(high) ? low : low + " to " + high;
    return rates.getCount() == seeds.size()
        ? found
        : found + " (" + rates.getCount() + " of " + seeds.size() + " seeds)";
  }
}
