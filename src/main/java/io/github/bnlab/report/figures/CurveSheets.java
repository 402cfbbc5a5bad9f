package io.github.bnlab.report.figures;

import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.report.summary.ThinCurve;
import io.github.bnlab.report.summary.ThinCurve.Mark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;

/** Losses and accuracies over steps and epochs. */
final class CurveSheets {
  private static final int BUCKETS = 250;

  private final Summary summary;

  CurveSheets(Summary summary) {
    this.summary = summary;
  }

  List<Sheet> all() {
    List<Sheet> sheets = new ArrayList<>();
    lossByStep(sheets);
    epochs(
        sheets,
        "training-loss-by-epoch",
        "Training loss by epoch",
        "training loss (nats)",
        EpochRow::trainingLoss,
        "Mean cross-entropy over the examples of each epoch, while it was trained.");
    epochs(
        sheets,
        "test-loss",
        "Test loss by epoch",
        "test loss (nats)",
        EpochRow::testLoss,
        "Mean cross-entropy on the test images after each epoch, in inference mode.");
    epochs(
        sheets,
        "test-accuracy",
        "Test accuracy by epoch",
        "test accuracy",
        EpochRow::testAccuracy,
        "Share of test images that are classified correctly, after each epoch.");
    epochs(
        sheets,
        "validation-accuracy",
        "Validation accuracy by epoch",
        "validation accuracy",
        EpochRow::validationAccuracy,
        "Share of images held out from training that are classified correctly, after each epoch.");
    return sheets;
  }

  private void lossByStep(List<Sheet> sheets) {
    int last = summary.runs().stream().mapToInt(run -> run.losses().lastStep()).max().orElse(0);
    if (last == 0) {
      return;
    }
    int bucket = ThinCurve.bucket(last, BUCKETS);
    ValueAxis range =
        summary.runs().stream()
                .allMatch(
                    run -> Arrays.stream(run.losses().losses()).allMatch(loss -> !(loss <= 0)))
            ? new RoundLogAxis("training loss (nats)")
            : Style.axis("training loss (nats)");
    CurvePanel panel = new CurvePanel(Style.wholeAxis("step"), range);
    boolean marked = false;
    for (int g : summary.shown()) {
      List<Series> seeds = new ArrayList<>();
      for (Run run : summary.groups().get(g).runs()) {
        ThinCurve curve = ThinCurve.of(run.losses(), bucket);
        seeds.add(
            new Series(
                IntStream.range(0, curve.means().length)
                    .mapToDouble(b -> ThinCurve.middle(bucket, b))
                    .toArray(),
                curve.means()));
        for (Mark mark : curve.marks().subList(0, Math.min(1, curve.marks().size()))) {
          panel.cross(summary.look(g), mark.step(), lastFinite(curve, mark.step()));
          marked = true;
        }
      }
      panel.band(summary.look(g), SeedBand.of(seeds));
    }
    String what =
        "Mean cross-entropy of the batches"
            + (bucket == 1 ? "" : ", averaged over " + bucket + " steps")
            + "."
            + (marked ? " A cross marks a loss that became NaN or infinite." : "");
    sheets.add(sheet("training-loss-by-step", "Training loss by step", what, panel));
  }

  private static double lastFinite(ThinCurve curve, int step) {
    double value = 1;
    for (int i = 0; i < curve.steps().length && curve.steps()[i] < step; i++) {
      value = curve.losses()[i];
    }
    return value;
  }

  private void epochs(
      List<Sheet> sheets,
      String name,
      String title,
      String unit,
      Function<EpochRow, Double> value,
      String what) {
    boolean any =
        summary.runs().stream()
            .flatMap(run -> run.epochs().stream())
            .anyMatch(row -> value.apply(row) != null);
    if (!any) {
      return;
    }
    NumberAxis range = unit.endsWith("accuracy") ? Style.percentAxis(unit) : Style.axis(unit);
    CurvePanel panel = new CurvePanel(Style.wholeAxis("epoch"), range);
    for (int g : summary.shown()) {
      Group group = summary.groups().get(g);
      panel.band(
          summary.look(g),
          SeedBand.of(group.runs().stream().map(run -> series(run, value)).toList()));
    }
    sheets.add(sheet(name, title, what, panel));
  }

  private static Series series(Run run, Function<EpochRow, Double> value) {
    List<EpochRow> rows = run.epochs().stream().filter(row -> value.apply(row) != null).toList();
    return Series.of(rows, EpochRow::epoch, value::apply);
  }

  private Sheet sheet(String name, String title, String what, CurvePanel panel) {
    return new Sheet(
        name,
        title,
        Captions.curves(what + summary.fewer(), summary),
        Legend.of(summary),
        1,
        780,
        400,
        List.of(new Sheet.Panel("", panel.chart()::draw)));
  }
}
