package io.github.bnlab.report.plots;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.recording.files.GradientRow;
import io.github.bnlab.recording.files.ShiftRow;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Gradients and shifts by layer, of a deep network by some of its layers, over the steps. */
final class MeasurePlots {
  private final Summary summary;

  MeasurePlots(Summary summary) {
    this.summary = summary;
  }

  /** A value of a row of a table, by layer and step. */
  private record Quantity<T>(
      Function<Run, List<T>> rows,
      Function<T, String> layer,
      Function<T, Integer> step,
      Function<T, Double> value) {}

  List<Plot> all() {
    List<Plot> plots = new ArrayList<>();
    add(
        plots,
        "gradient-norms",
        "Size of the gradients by layer",
        Axis.log("L2 norm of the gradient"),
        "Norm of the gradient of the mean loss of a batch, before the update, after Bjorck et al."
            + " (2018).",
        ofGradients(GradientRow::gradientNorm));
    add(
        plots,
        "mean-drift",
        "Drift of what enters a layer: means",
        Axis.log("drift a step (standard deviations)"),
        "How far one step moves the mean of a layer's inputs, after Ioffe and Szegedy (2015): root"
            + " mean square over the units, in standard deviations before the step, on a fixed"
            + " batch of images.",
        ofShifts(ShiftRow::meanDrift));
    add(
        plots,
        "spread-drift",
        "Drift of what enters a layer: spreads",
        Axis.log("drift a step (standard deviations)"),
        "How far one step changes the standard deviation of a layer's inputs: root mean square over"
            + " the units, in standard deviations before the step, on a fixed batch of images.",
        ofShifts(ShiftRow::varianceDrift));
    add(
        plots,
        "gradient-shift",
        "Shift of the gradients by the layers before",
        Axis.log("L2 distance of gradients"),
        "Distance of a layer's gradient before and after the layers before it are updated:"
            + " internal covariate shift in the sense of Santurkar et al. (2018).",
        ofShifts(ShiftRow::gradientShift));
    add(
        plots,
        "gradient-cosine",
        "Turn of the gradients by the layers before",
        Axis.plain("cosine of the angle"),
        "Cosine of the angle between a layer's gradient before and after the layers before it are"
            + " updated, after Santurkar et al. (2018); 1 is no turn.",
        ofShifts(ShiftRow::gradientCosine));
    return plots;
  }

  private static Quantity<GradientRow> ofGradients(Function<GradientRow, Double> value) {
    return new Quantity<>(
        run -> run.measures().gradients(), GradientRow::layer, GradientRow::step, value);
  }

  private static Quantity<ShiftRow> ofShifts(Function<ShiftRow, Double> value) {
    return new Quantity<>(run -> run.measures().shifts(), ShiftRow::layer, ShiftRow::step, value);
  }

  private <T> void add(
      List<Plot> plots, String id, String title, Axis y, String what, Quantity<T> quantity) {
    Set<String> layers = new LinkedHashSet<>();
    for (Run run : summary.runs()) {
      quantity.rows().apply(run).forEach(row -> layers.add(quantity.layer().apply(row)));
    }
    List<Panel> panels = new ArrayList<>();
    for (String layer : DeepNetConfig.followed(List.copyOf(layers))) {
      List<Curve> curves = Curves.ofGroups(summary, run -> series(quantity, run, layer, y.log()));
      if (!curves.isEmpty()) {
        panels.add(new Panel.Curves(layer, Axis.whole("step"), y, curves));
      }
    }
    if (!panels.isEmpty()) {
      plots.add(
          new Plot(
              id,
              Part.MEASURES,
              title,
              Captions.curves(what + summary.fewer(), summary),
              panels,
              null));
    }
  }

  /** On a logarithmic axis there is no zero. */
  private static <T> Series series(Quantity<T> quantity, Run run, String layer, boolean positive) {
    List<T> rows =
        quantity.rows().apply(run).stream()
            .filter(row -> quantity.layer().apply(row).equals(layer))
            .filter(row -> Objects.nonNull(quantity.value().apply(row)))
            .filter(row -> !positive || quantity.value().apply(row) != 0)
            .toList();
    return Series.of(rows, quantity.step()::apply, quantity.value()::apply);
  }
}
