package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.Limits;
import io.github.bnlab.recording.files.Limits.Variant;
import io.github.bnlab.report.plots.Panel.Dot;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Search;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Up to which value of a setting the networks train. */
final class LimitPlots {
  private final Summary summary;

  LimitPlots(Summary summary) {
    this.summary = summary;
  }

  List<Plot> all() {
    List<Search> found =
        summary.searches().stream().filter(search -> search.limits() != null).toList();
    List<Plot> plots = new ArrayList<>();
    for (Search search : found) {
      String suffix = found.size() == 1 ? "" : "-" + (plots.size() + 1);
      plots.add(plot("limits" + suffix, search.limits()));
    }
    return plots;
  }

  /** What the searches found, a sentence each. */
  List<String> answers() {
    return summary.searches().stream()
        .filter(search -> search.limits() != null)
        .map(search -> answer(search.limits()))
        .toList();
  }

  private static String answer(Limits limits) {
    List<String> found = new ArrayList<>();
    for (Variant variant : limits.variants()) {
      String value =
          variant.limit() != null
              ? number(variant.limit())
              : variant.trained() == null
                  ? "none from " + number(limits.low()) + " to " + number(limits.high())
                  : "even " + number(limits.high());
      String range =
          variant.trained() == null || variant.failed() == null
              ? ""
              : " [" + number(variant.trained()) + ", " + number(variant.failed()) + "]";
      String ratio =
          variant.ratio() == null || found.isEmpty()
              ? ""
              : " (" + number(variant.ratio()) + " times)";
      found.add((Labels.of(Labels.settings(variant.name())) + " " + value + range + ratio).strip());
    }
    int seeds = limits.variants().stream().mapToInt(Variant::seeds).max().orElse(0);
    return "Largest "
        + Labels.setting(limits.setting())
        + " that trains: "
        + String.join(", ", found)
        + "; "
        + (seeds == 1 ? "one seed." : seeds + " seeds; [all train, all fail].");
  }

  private Plot plot(String id, Limits limits) {
    String setting = Labels.setting(limits.setting());
    List<Dot> dots = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Variant variant : limits.variants()) {
      Map<String, String> settings = Labels.settings(variant.name());
      String label = label(settings);
      int look = summary.look(label, settings.getOrDefault(Run.NORMALIZATION, ""));
      double low = variant.trained() == null ? limits.low() : variant.trained();
      double high = variant.failed() == null ? limits.high() : variant.failed();
      double middle = variant.limit() == null ? Double.NaN : variant.limit();
      dots.add(new Dot(label, look, middle, low, high));
      rows.add(row(label, variant, limits));
    }
    String what =
        "The line reaches from the largest "
            + setting
            + " with which all seeds train to the smallest with which all fail; the dot is the"
            + " geometric mean of the limits of the seeds."
            + (limits.failsWhen().isEmpty()
                ? ""
                : " A training fails when " + String.join("; or when ", limits.failsWhen()) + ".");
    return new Plot(
        id,
        Part.LIMITS,
        "The largest " + setting + " that trains",
        Captions.searches(what, summary),
        List.of(new Panel.Dots("", Axis.log(setting), dots)),
        new PlotTable(
            List.of("network", "seeds", "all train at", "all fail at", "limit", "ratio to first"),
            rows));
  }

  private static List<String> row(String label, Variant variant, Limits limits) {
    return List.of(
        label,
        Integer.toString(variant.seeds()),
        variant.trained() == null ? "none from " + limits.low() : number(variant.trained()),
        variant.failed() == null ? "not even " + limits.high() : number(variant.failed()),
        number(variant.limit()),
        variant.ratio() == null ? "" : number(variant.ratio()) + "\u00a0×");
  }

  private static String number(Double value) {
    return value == null ? "" : Labels.number(value, 3);
  }

  private static String label(Map<String, String> settings) {
    String label = Labels.of(settings);
    return label.isEmpty() ? "all trials" : label;
  }
}
