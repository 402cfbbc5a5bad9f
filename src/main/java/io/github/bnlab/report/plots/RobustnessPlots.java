package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.RobustnessRow;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Accuracy of the trained networks on perturbed images. */
final class RobustnessPlots {
  private final Summary summary;

  RobustnessPlots(Summary summary) {
    this.summary = summary;
  }

  List<Plot> all() {
    Set<String> perturbations = new LinkedHashSet<>();
    Set<Integer> examples = new LinkedHashSet<>();
    for (Run run : summary.runs()) {
      for (RobustnessRow row : run.measures().robustness()) {
        perturbations.add(row.perturbation());
        examples.add(row.examples());
      }
    }
    if (perturbations.isEmpty()) {
      return List.of();
    }
    String images =
        examples.size() == 1 ? examples.iterator().next() + " test images" : "test images";
    List<Panel> panels = perturbations.stream().map(this::panel).toList();
    return List.of(
        new Plot(
            "robustness",
            Part.ROBUSTNESS,
            "Accuracy on perturbed images",
            Captions.curves(
                "Share of "
                    + images
                    + " that the trained network still classifies correctly."
                    + summary.fewer(),
                summary),
            panels,
            null));
  }

  private Panel panel(String perturbation) {
    List<Curve> curves = Curves.ofGroups(summary, run -> series(run, perturbation));
    String title = perturbation.equals("fgsm") ? "FGSM" : perturbation.replace('-', ' ');
    return new Panel.Curves(
        title, Axis.plain(strength(perturbation)), Axis.percent("accuracy"), curves);
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

  private static Series series(Run run, String perturbation) {
    List<RobustnessRow> rows =
        run.measures().robustness().stream()
            .filter(row -> row.perturbation().equals(perturbation))
            .toList();
    return Series.of(rows, RobustnessRow::strength, RobustnessRow::accuracy);
  }
}
