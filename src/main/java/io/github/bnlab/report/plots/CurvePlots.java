package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.Rows.EpochRow;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.report.summary.ThinCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Losses and accuracies over steps and epochs. */
final class CurvePlots {
  private static final int BUCKETS = 200;
  private static final Axis EPOCH = Axis.whole("epoch");

  private final Summary summary;

  CurvePlots(Summary summary) {
    this.summary = summary;
  }

  /** What the page draws trial by trial. */
  List<Plot> all() {
    return List.of(
        lossByStep(),
        byEpoch(
            "training-loss-by-epoch",
            "Training loss",
            Axis.plain("training loss (nats)"),
            EpochRow::trainingLoss,
            "Mean cross-entropy over the examples of each epoch, while it was trained."),
        byEpoch(
            "test-loss",
            "Test loss",
            Axis.plain("test loss (nats)"),
            EpochRow::testLoss,
            "Mean cross-entropy on the test images before training and after each epoch, in"
                + " inference mode."),
        byEpoch(
            "test-accuracy",
            "Test accuracy",
            Axis.percent("test accuracy"),
            EpochRow::testAccuracy,
            "Share of test images that are classified correctly, before training and after each"
                + " epoch."),
        byEpoch(
            "validation-accuracy",
            "Validation accuracy",
            Axis.percent("validation accuracy"),
            EpochRow::validationAccuracy,
            "Share of images held out from training that are classified correctly, before training"
                + " and after each epoch."));
  }

  private Plot lossByStep() {
    int bucket = ThinCurve.bucket(summary.lastStep(), BUCKETS);
    List<Curve> curves = Curve.ofGroups(summary, run -> losses(run, bucket));
    boolean crossed = curves.stream().anyMatch(curve -> !curve.crosses().isEmpty());
    boolean positive =
        curves.stream().allMatch(curve -> Arrays.stream(curve.band().low()).allMatch(y -> y > 0));
    String what =
        "Mean cross-entropy of the batches"
            + (bucket == 1 ? "" : ", averaged over " + bucket + " steps")
            + "."
            + (crossed ? " A cross marks a loss that became NaN or infinite." : "");
    Axis loss = positive ? Axis.log("training loss (nats)") : Axis.plain("training loss (nats)");
    Panel panel = new Panel.Curves("", Axis.whole("step"), loss.over(summary), curves);
    return plot("training-loss-by-step", "Training loss by step", what, List.of(panel));
  }

  private static Series losses(Run run, int bucket) {
    double[] means = ThinCurve.of(run.losses(), bucket).means();
    return new Series(
        IntStream.range(0, means.length).mapToDouble(b -> ThinCurve.middle(bucket, b)).toArray(),
        means);
  }

  private Plot byEpoch(
      String id, String name, Axis axis, Function<EpochRow, Double> value, String what) {
    Axis y = axis.over(summary);
    Panel.Curves all =
        Panel.Curves.of(summary, "from before training", EPOCH, y, run -> byEpoch(run, value, 0));
    Panel.Curves trained =
        Panel.Curves.of(summary, "from epoch 1", EPOCH, y, run -> byEpoch(run, value, 1));
    boolean both =
        all.curves().stream().anyMatch(curve -> curve.band().x()[0] == 0)
            && trained.curves().stream().anyMatch(curve -> curve.band().x().length > 1);
    List<Panel> panels =
        both ? List.of(all, trained) : List.of(new Panel.Curves("", EPOCH, y, all.curves()));
    return plot(id, name + " by epoch", what, panels);
  }

  /** What was measured at the ends of epochs from the first given, as far as it was. */
  private static Series byEpoch(Run run, Function<EpochRow, Double> value, int first) {
    return Series.of(
        run.epochs().stream().filter(row -> row.epoch() >= first), EpochRow::epoch, value);
  }

  private Plot plot(String id, String title, String what, List<Panel> panels) {
    String caption = Captions.curves(what + summary.fewer(), summary);
    return new Plot(id, Part.CURVES, title, caption, panels);
  }

  /**
   * Losses and accuracies of one network in one plot, as Dive into Deep Learning draws them
   * (section 8.5.4, figures of the training with batch normalization), where all trials are of one.
   */
  Plot together() {
    Map<String, Function<EpochRow, Double>> values = new LinkedHashMap<>();
    if (summary.groups().size() == 1 && summary.found().searches().isEmpty()) {
      values.put("training loss", EpochRow::trainingLoss);
      values.put("validation loss", EpochRow::validationLoss);
      values.put("validation accuracy", EpochRow::validationAccuracy);
      values.put("test loss", EpochRow::testLoss);
      values.put("test accuracy", EpochRow::testAccuracy);
    }
    List<Curve> curves = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          SeedBand band =
              SeedBand.of(summary.runs().stream().map(run -> byEpoch(run, value, 0)).toList());
          if (!band.isEmpty()) {
            int look = summary.look(name, "");
            curves.add(new Curve(name, -1, look, Curve.marked(band), band, List.of()));
          }
        });
    String what =
        "Losses in nats and accuracies between 0 and 1 on one axis; the training loss is the mean"
            + " over the epoch, the others are measured at its end.";
    Panel panel = new Panel.Curves("", EPOCH, Axis.plain("loss, accuracy"), curves);
    return new Plot(
        "training",
        Part.SETTINGS,
        "Losses and accuracies by epoch",
        Captions.curves(what, summary),
        curves.size() < 2 ? List.of() : List.of(panel));
  }
}
