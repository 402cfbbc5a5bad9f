package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.Rows.MistakeRow;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.NormLayer;
import io.github.bnlab.report.runs.NormLayer.Quantity;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of one trial a group: its normalization layers, and what goes wrong. */
final class TrialPlots {
  private static final int MOST_GROUPS = 6;
  private static final int MOST_MISTAKES = 24;

  private TrialPlots() {}

  static List<Plot> all(Summary summary) {
    List<Plot> plots = new ArrayList<>();
    for (int index : summary.shown().stream().limit(MOST_GROUPS).toList()) {
      Group group = summary.groups().get(index);
      String suffix = summary.groups().size() == 1 ? "" : "-" + fileName(group.label());
      plots.add(
          layers(
              "gamma-beta" + suffix,
              "Scale and shift of the normalization layers",
              "gamma and beta of every feature (thin) and their mean (thick), by epoch;",
              List.of(Quantity.GAMMA, Quantity.BETA),
              group,
              summary.look(index)));
      plots.add(
          layers(
              "running-statistics" + suffix,
              "Running statistics of the normalization layers",
              "Running mean and variance of every feature (thin) and their mean (thick), by epoch;",
              List.of(Quantity.RUNNING_MEAN, Quantity.RUNNING_VARIANCE),
              group,
              summary.look(index)));
      plots.add(confusion("confusion" + suffix, group));
      plots.add(mistakes("mistakes" + suffix, group));
    }
    return plots;
  }

  private static String fileName(String label) {
    return label
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9.]+", "-")
        .replaceAll("^[-.]+|[-.]+$", "");
  }

  private static Plot layers(
      String id, String title, String what, List<Quantity> quantities, Group group, int look) {
    List<Panel> panels = new ArrayList<>();
    for (Quantity quantity : quantities) {
      for (NormLayer layer : group.first().layers()) {
        double[][] values = layer.values().get(quantity);
        if (values != null) {
          panels.add(
              new Panel.Features(
                  group.label(), look, layer.name(), quantity.toString(), layer.epochs(), values));
        }
      }
    }
    return new Plot(id, Part.UNITS, title, Captions.one(what, group), panels);
  }

  private static Plot confusion(String id, Group group) {
    Run run = group.first();
    String what =
        "Test images by class (rows) and answer (columns) after training; right answers blue,"
            + " wrong ones orange.";
    List<Panel> panels =
        run.confusion() == null
            ? List.of()
            : List.of(new Panel.Confusion(Labels.classes(run.dataset()), run.confusion()));
    return new Plot(id, Part.UNITS, "Confusion matrix", Captions.one(what, group), panels);
  }

  private static Plot mistakes(String id, Group group) {
    List<String> classes = Labels.classes(group.first().dataset());
    String what =
        "Test images whose right class (bold) is given the lowest probability after training, with"
            + " the answer that is given instead and its probability.";
    List<Panel> panels = new ArrayList<>();
    for (MistakeRow row : group.first().mistakes().stream().limit(MOST_MISTAKES).toList()) {
      panels.add(new Panel.Mistake(row, classes.get(row.label()), classes.get(row.predicted())));
    }
    return new Plot(id, Part.UNITS, "Most wrong", Captions.one(what, group), panels);
  }
}
