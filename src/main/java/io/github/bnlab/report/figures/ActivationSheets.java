package io.github.bnlab.report.figures;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.report.runs.Run.PercentileTrack;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jfree.chart.axis.NumberAxis;

/** The inputs of the activation functions: percentiles over the training and ridges by epoch. */
final class ActivationSheets {
  private static final int MOST_PANELS = 6;

  private final Summary summary;
  private final List<Group> groups;

  ActivationSheets(Summary summary) {
    this.summary = summary;
    this.groups = summary.shown().stream().map(summary.groups()::get).toList();
  }

  private int look(int index) {
    return summary.look(summary.shown().get(index));
  }

  List<Sheet> all() {
    List<Sheet> sheets = new ArrayList<>();
    Set<String> all = new LinkedHashSet<>();
    for (Group group : groups) {
      group.first().percentiles().forEach(track -> all.add(track.layer()));
      group.first().histograms().forEach(h -> all.add(h.layer()));
    }
    List<String> layers = DeepNetConfig.followed(List.copyOf(all));
    for (String layer : layers) {
      percentiles(sheets, layer, true);
      percentiles(sheets, layer, false);
    }
    layers.forEach(layer -> ridges(sheets, layer));
    return sheets;
  }

  private void percentiles(List<Sheet> sheets, String layer, boolean allUnits) {
    List<Sheet.Panel> panels = new ArrayList<>();
    List<Group> shown = new ArrayList<>();
    List<NumberAxis> axes = new ArrayList<>();
    for (int g = 0; g < groups.size() && panels.size() < MOST_PANELS; g++) {
      for (PercentileTrack track : groups.get(g).first().percentiles()) {
        if (track.layer().equals(layer) && track.isOfAllUnits() == allUnits) {
          NumberAxis range = Style.axis("value");
          axes.add(range);
          CurvePanel panel = new CurvePanel(Style.wholeAxis("step"), range);
          double[] steps = IntStream.of(track.steps()).asDoubleStream().toArray();
          panel.band(look(g), new SeedBand(steps, track.p50(), track.p15(), track.p85()));
          String unit = allUnits ? "" : ", unit " + track.unit();
          panels.add(new Sheet.Panel(groups.get(g).label() + unit, panel.chart()::draw));
          shown.add(groups.get(g));
        }
      }
    }
    commonRange(axes);
    if (panels.isEmpty()) {
      return;
    }
    sheets.add(
        sheet(
            "activations-" + layer + (allUnits ? "-all" : "-unit"),
            "What enters the activation function: "
                + layer
                + (allUnits ? ", all units" : ", one unit of median spread"),
            "Median (line) and 15th to 85th percentile (band) over a fixed batch of images, in"
                + " inference mode, after Ioffe and Szegedy (2015), figure 1.",
            panels,
            shown));
  }

  private static void commonRange(List<NumberAxis> axes) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (NumberAxis axis : axes) {
      low = Math.min(low, axis.getRange().getLowerBound());
      high = Math.max(high, axis.getRange().getUpperBound());
    }
    for (NumberAxis axis : axes) {
      axis.setRange(low, high);
    }
  }

  private void ridges(List<Sheet> sheets, String layer) {
    List<Sheet.Panel> panels = new ArrayList<>();
    List<Group> shown = new ArrayList<>();
    List<RidgePanel> ridges = new ArrayList<>();
    for (int g = 0; g < groups.size() && panels.size() < MOST_PANELS; g++) {
      List<Histogram> own =
          groups.get(g).first().histograms().stream()
              .filter(h -> h.layer().equals(layer) && h.isOfAllUnits())
              .toList();
      if (!own.isEmpty()) {
        ridges.add(new RidgePanel(own, Style.colour(look(g))));
        shown.add(groups.get(g));
      }
    }
    if (ridges.isEmpty()) {
      return;
    }
    double low = ridges.stream().mapToDouble(RidgePanel::low).min().orElse(0);
    double high = ridges.stream().mapToDouble(RidgePanel::high).max().orElse(1);
    for (int i = 0; i < ridges.size(); i++) {
      panels.add(new Sheet.Panel(shown.get(i).label(), ridges.get(i).chart(low, high)::draw));
    }
    sheets.add(
        sheet(
            "histograms-" + layer,
            "Distribution of what enters the activation function: " + layer,
            "Histograms over all units and a fixed batch of images, in inference mode, by epoch;"
                + " each is scaled to its own peak.",
            panels,
            shown));
  }

  private static Sheet sheet(
      String name, String title, String what, List<Sheet.Panel> panels, List<Group> shown) {
    int columns = Math.min(panels.size(), panels.size() > 4 ? 3 : 2);
    return new Sheet(
        name,
        title,
        Captions.firsts(what, shown),
        List.of(),
        Math.max(1, columns),
        columns == 1 ? 620 : columns == 2 ? 430 : 330,
        columns == 3 ? 260 : 320,
        panels);
  }
}
