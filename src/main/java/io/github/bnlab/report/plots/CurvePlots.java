package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.report.summary.ThinCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Losses and accuracies over steps and epochs, which the page draws trial by trial. */
final class CurvePlots {
  private static final int BUCKETS = 200;

  private final Summary summary;
  private final List<Plot> plots = new ArrayList<>();

  CurvePlots(Summary summary) {
    this.summary = summary;
  }

  List<Plot> all() {
    lossByStep();
    epochs(
        "training-loss-by-epoch",
        "Training loss by epoch",
        Axis.plain("training loss (nats)"),
        EpochRow::trainingLoss,
        "Mean cross-entropy over the examples of each epoch, while it was trained.");
    epochs(
        "test-loss",
        "Test loss by epoch",
        Axis.plain("test loss (nats)"),
        EpochRow::testLoss,
        "Mean cross-entropy on the test images before training and after each epoch, in inference"
            + " mode.");
    epochs(
        "test-accuracy",
        "Test accuracy by epoch",
        Axis.percent("test accuracy"),
        EpochRow::testAccuracy,
        "Share of test images that are classified correctly, before training and after each epoch.");
    epochs(
        "validation-accuracy",
        "Validation accuracy by epoch",
        Axis.percent("validation accuracy"),
        EpochRow::validationAccuracy,
        "Share of images held out from training that are classified correctly, before training and"
            + " after each epoch.");
    return plots;
  }

  private void lossByStep() {
    int last = summary.runs().stream().mapToInt(run -> run.losses().lastStep()).max().orElse(0);
    if (last == 0) {
      return;
    }
    int bucket = ThinCurve.bucket(last, BUCKETS);
    List<Curve> curves = Curves.ofGroups(summary, run -> losses(run, bucket));
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
    add("training-loss-by-step", "Training loss by step", what, List.of(panel));
  }

  private static Series losses(Run run, int bucket) {
    double[] means = ThinCurve.of(run.losses(), bucket).means();
    return new Series(
        IntStream.range(0, means.length).mapToDouble(b -> ThinCurve.middle(bucket, b)).toArray(),
        means);
  }

  private void epochs(
      String id, String title, Axis y, Function<EpochRow, Double> value, String what) {
    Axis x = Axis.whole("epoch");
    List<Curve> curves = Curves.ofGroups(summary, run -> Curves.byEpoch(run, value, 0));
    List<Curve> trained = Curves.ofGroups(summary, run -> Curves.byEpoch(run, value, 1));
    boolean untrained = curves.stream().anyMatch(curve -> curve.band().x()[0] == 0);
    if (untrained && trained.stream().anyMatch(curve -> curve.band().x().length > 1)) {
      Panel all = new Panel.Curves("from before training", x, y.over(summary), curves);
      add(
          id,
          title,
          what,
          List.of(all, new Panel.Curves("from epoch 1", x, y.over(summary), trained)));
    } else if (!curves.isEmpty()) {
      add(id, title, what, List.of(new Panel.Curves("", x, y.over(summary), curves)));
    }
  }

  private void add(String id, String title, String what, List<Panel> panels) {
    plots.add(
        new Plot(
            id,
            Part.CURVES,
            title,
            Captions.curves(what + summary.fewer(), summary),
            panels,
            null));
  }
}
