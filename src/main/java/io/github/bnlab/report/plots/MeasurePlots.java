package io.github.bnlab.report.plots;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.recording.files.Rows.GradientRow;
import io.github.bnlab.recording.files.Rows.LandscapeRow;
import io.github.bnlab.recording.files.Rows.RobustnessRow;
import io.github.bnlab.recording.files.Rows.ShiftRow;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What was measured beside the training, and on perturbed images at its end. */
final class MeasurePlots {
  private static final Axis STEP = Axis.whole("step");

  private final Summary summary;

  MeasurePlots(Summary summary) {
    this.summary = summary;
  }

  /** Gradients and shifts by layer, of a deep network by some of its layers, over the steps. */
  List<Plot> layers() {
    return List.of(
        layers(
            "gradient-norms",
            "Size of the gradients by layer",
            Axis.log("L2 norm of the gradient"),
            "Norm of the gradient of the mean loss of a batch, before the update, after Bjorck et"
                + " al. (2018).",
            Sample.gradients(GradientRow::gradientNorm)),
        layers(
            "mean-drift",
            "Drift of what enters a layer: means",
            Axis.log("drift a step (standard deviations)"),
            "How far one step moves the mean of a layer's inputs, after Ioffe and Szegedy (2015):"
                + " root mean square over the units, in standard deviations before the step, on a"
                + " fixed batch of images.",
            Sample.shifts(ShiftRow::meanDrift)),
        layers(
            "spread-drift",
            "Drift of what enters a layer: spreads",
            Axis.log("drift a step (standard deviations)"),
            "How far one step changes the standard deviation of a layer's inputs: root mean square"
                + " over the units, in standard deviations before the step, on a fixed batch of"
                + " images.",
            Sample.shifts(ShiftRow::varianceDrift)),
        layers(
            "gradient-shift",
            "Shift of the gradients by the layers before",
            Axis.log("L2 distance of gradients"),
            "Distance of a layer's gradient before and after the layers before it are updated:"
                + " internal covariate shift in the sense of Santurkar et al. (2018).",
            Sample.shifts(ShiftRow::gradientShift)),
        layers(
            "gradient-cosine",
            "Turn of the gradients by the layers before",
            Axis.plain("cosine of the angle"),
            "Cosine of the angle between a layer's gradient before and after the layers before it"
                + " are updated, after Santurkar et al. (2018); 1 is no turn.",
            Sample.shifts(ShiftRow::gradientCosine)));
  }

  private Plot layers(
      String id, String title, Axis y, String what, Function<Run, Stream<Sample>> samples) {
    List<String> layers =
        summary.runs().stream().flatMap(samples).map(Sample::layer).distinct().toList();
    List<Panel> panels = new ArrayList<>();
    for (String layer : DeepNetConfig.followed(layers)) {
      // On a logarithmic axis there is no zero.
      Predicate<Sample> drawn =
          sample ->
              sample.layer().equals(layer) && !(y.log() && Objects.equals(sample.value(), 0.0));
      panels.add(
          Curves.panel(
              summary,
              layer,
              STEP,
              y,
              run -> Series.of(samples.apply(run).filter(drawn), Sample::step, Sample::value)));
    }
    String caption = Captions.curves(what + summary.fewer(), summary);
    return new Plot(id, Part.MEASURES, title, caption, panels);
  }

  /** The loss and its gradient some way along the gradient, as in figure 4 of Santurkar et al. */
  Plot landscape() {
    String what =
        "At a step of the training, the same batch is looked at from points at several distances"
            + " along its gradient. The line is the mean over the distances, the band reaches from"
            + " the lowest to the highest value of any distance and seed: the narrower, the"
            + " smoother the loss. After Santurkar et al. (2018), figure 4."
            + summary.fewer();
    return new Plot(
        "landscape",
        Part.MEASURES,
        "The loss along the gradient",
        Captions.plain(what, summary),
        List.of(
            landscape("loss", Axis.log("loss (nats)"), LandscapeRow::loss),
            landscape(
                "change of the gradient",
                Axis.log("L2 distance"),
                row -> row.distance() == 0 ? null : (Double) row.gradientDifference()),
            landscape(
                "effective smoothness",
                Axis.log("gradient change / distance"),
                LandscapeRow::smoothness)));
  }

  /** All distances of a step stand at that step; a loss beyond all numbers far away is left out. */
  private Panel landscape(String title, Axis y, Function<LandscapeRow, Double> value) {
    return Curves.panel(
        summary,
        title,
        STEP,
        y,
        run ->
            Series.of(
                run.measures().landscape().stream(),
                LandscapeRow::step,
                row -> finite(value.apply(row))));
  }

  private static Double finite(Double value) {
    return value == null || Double.isFinite(value) ? value : null;
  }

  /** Accuracy of the trained networks on perturbed images. */
  Plot robustness() {
    List<RobustnessRow> rows =
        summary.runs().stream().flatMap(run -> run.measures().robustness().stream()).toList();
    List<Integer> examples = rows.stream().map(RobustnessRow::examples).distinct().toList();
    String images = examples.size() == 1 ? examples.get(0) + " test images" : "test images";
    String what = "Share of " + images + " that the trained network still classifies correctly.";
    return new Plot(
        "robustness",
        Part.ROBUSTNESS,
        "Accuracy on perturbed images",
        Captions.curves(what + summary.fewer(), summary),
        rows.stream().map(RobustnessRow::perturbation).distinct().map(this::perturbed).toList());
  }

  private Panel perturbed(String perturbation) {
    return Curves.panel(
        summary,
        perturbation.equals("fgsm") ? "FGSM" : perturbation.replace('-', ' '),
        Axis.plain(strength(perturbation)),
        Axis.percent("accuracy"),
        run ->
            Series.of(
                run.measures().robustness().stream()
                    .filter(row -> row.perturbation().equals(perturbation)),
                RobustnessRow::strength,
                RobustnessRow::accuracy));
  }

  private static String strength(String perturbation) {
    return switch (perturbation) {
      case "gaussian-noise" -> "standard deviation (of the range of pixels)";
      case "contrast" -> "strength (share of the contrast taken away)";
      case "shift" -> "shift (pixels)";
      case "fgsm" -> "step (of the range of pixels)";
      default -> "strength";
    };
  }
}
