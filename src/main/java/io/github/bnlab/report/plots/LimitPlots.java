package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.Limits;
import io.github.bnlab.recording.files.Limits.Variant;
import io.github.bnlab.report.plots.Panel.Dot;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Search;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Up to which value of a setting the networks train. */
final class LimitPlots {
  private static final Pattern SETTING =
      Pattern.compile("([A-Za-z][\\w.]*)=(.*?)(?= [A-Za-z][\\w.]*=|$)");

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

  private Plot plot(String id, Limits limits) {
    String setting = Labels.setting(limits.setting());
    List<Dot> dots = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Variant variant : limits.variants()) {
      String label = label(variant.name());
      double low = variant.trained() == null ? limits.low() : variant.trained();
      double high = variant.failed() == null ? limits.high() : variant.failed();
      double middle = variant.limit() == null ? Double.NaN : variant.limit();
      dots.add(new Dot(label, dots.size(), middle, low, high));
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
        variant.trained() == null ? "not even " + limits.low() : number(variant.trained()),
        variant.failed() == null ? "not even " + limits.high() : number(variant.failed()),
        number(variant.limit()),
        variant.ratio() == null ? "" : number(variant.ratio()) + "\u00a0×");
  }

  private static String number(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4g", value);
  }

  private static String label(String name) {
    Map<String, String> settings = new TreeMap<>();
    Matcher matcher = SETTING.matcher(name);
    while (matcher.find()) {
      settings.put(matcher.group(1), matcher.group(2));
    }
    String label = Labels.of(settings);
    return label.isEmpty() ? "all trials" : label;
  }
}
