package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Losses and accuracies of one network in one plot, as Dive into Deep Learning draws them (section
 * 8.5.4, figures of the training with batch normalization).
 */
final class TrainingPlot {
  private final Summary summary;

  TrainingPlot(Summary summary) {
    this.summary = summary;
  }

  /** One plot where all trials are of one network, else none. */
  List<Plot> all() {
    if (summary.groups().size() != 1 || !summary.searches().isEmpty()) {
      return List.of();
    }
    List<Curve> curves = new ArrayList<>();
    add(curves, "training loss", EpochRow::trainingLoss);
    add(curves, "validation loss", EpochRow::validationLoss);
    add(curves, "validation accuracy", EpochRow::validationAccuracy);
    add(curves, "test loss", EpochRow::testLoss);
    add(curves, "test accuracy", EpochRow::testAccuracy);
    if (curves.size() < 2) {
      return List.of();
    }
    return List.of(
        new Plot(
            "training",
            Part.SETTINGS,
            "Losses and accuracies by epoch",
            Captions.curves(
                "Losses in nats and accuracies between 0 and 1 on one axis; the training loss is the"
                    + " mean over the epoch, the others are measured at its end.",
                summary),
            List.of(
                new Panel.Curves("", Axis.whole("epoch"), Axis.plain("loss, accuracy"), curves)),
            null));
  }

  private void add(List<Curve> curves, String name, Function<EpochRow, Double> value) {
    Group group = summary.groups().get(0);
    SeedBand band =
        SeedBand.of(group.runs().stream().map(run -> Curves.byEpoch(run, value, 0)).toList());
    if (band.x().length > 0) {
      int look = summary.look(name, "");
      curves.add(new Curve(name, -1, look, band.x().length < 12, band, List.of()));
    }
  }
}
