package io.github.bnlab.report.plots;

import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Run.LossCurve;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.ComparedSettings;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.report.summary.ThinCurve;
import io.github.bnlab.rows.Rows.EpochRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.lang3.StringUtils;

/** Losses and accuracies over steps and epochs. */
public final class CurvePlots {
  private static final int BUCKETS = 200;

  /** Losses of other initial networks or batches differ by more at the first step recorded. */
  private static final double ROUNDING = 1e-5;

  /** Trainings of another rate or order differ by more at the second step recorded. */
  private static final double SAME = 1e-3;

  private static final int EARLY = 100;
  private static final Axis EPOCH = Axis.whole("epoch");
  private static final Axis STEP = Axis.whole("step");

  private final Summary summary;

  /** Epochs of data sets of several sizes are no common measure. */
  private final boolean bySteps;

  /** Whether every epoch ends with an evaluation. */
  private final boolean each;

  public CurvePlots(Summary summary) {
    this.summary = summary;
    bySteps = ComparedSettings.varied(summary.runs()).contains("dataset.trainingExamples");
    each = summary.runs().stream().allMatch(Run::evaluatesEachEpoch);
  }

  /**
   * A figure of what evaluations measure.
   *
   * @param x epochs, or steps where data sets of several sizes are compared
   * @param what a sentence for the caption
   */
  public record Evaluated(String id, String title, Axis x, Axis y, String what) {}

  /** What evaluations measure, in order of the page: of each one a value, or null. */
  public Map<Evaluated, Function<EpochRow, Double>> evaluated() {
    String when = " before training and " + (each ? "after each epoch" : "at each evaluation");
    String correct = " that are classified correctly," + when;
    String trained =
        each
            ? "Mean cross-entropy over the examples of each epoch, while it was trained."
            : "Mean cross-entropy of the batches since the evaluation before.";
    Map<Evaluated, Function<EpochRow, Double>> all = new LinkedHashMap<>();
    all.put(of("test accuracy", "Share of test images" + correct + "."), EpochRow::testAccuracy);
    all.put(
        of("training accuracy", "Share of the first images trained on" + correct + "."),
        EpochRow::trainingAccuracy);
    all.put(
        of("test loss", "Mean cross-entropy on the test images" + when + "."), EpochRow::testLoss);
    if (!bySteps) {
      all.put(of("training loss", trained), EpochRow::trainingLoss);
    }
    all.put(
        of("validation accuracy", "Share of images held out from training" + correct + "."),
        EpochRow::validationAccuracy);
    all.put(
        of("validation loss", "Mean cross-entropy on the validation images" + when + "."),
        EpochRow::validationLoss);
    return all;
  }

  private Evaluated of(String name, String what) {
    Axis x = bySteps ? STEP : EPOCH;
    Axis y = name.endsWith("loss") ? Axis.plain(name + " (nats)") : Axis.percent(name);
    String title = StringUtils.capitalize(name) + " by " + x.label();
    String id = name.replace(' ', '-') + (name.equals("training loss") ? "-by-epoch" : "");
    return new Evaluated(id, title, x, y, what);
  }

  /** Figures as files of what the page draws trial by trial. */
  List<Plot> all() {
    List<Plot> plots = new ArrayList<>(List.of(lossByStep()));
    evaluated().forEach((one, value) -> plots.add(plot(one, value)));
    return plots;
  }

  private Plot lossByStep() {
    int bucket = ThinCurve.bucket(summary.lastStep(), BUCKETS);
    List<Curve> curves = Curve.ofGroups(summary, run -> losses(run, bucket));
    boolean crossed = curves.stream().anyMatch(curve -> !curve.crosses().isEmpty());
    boolean positive =
        curves.stream().allMatch(curve -> Arrays.stream(curve.band().low()).allMatch(y -> y > 0));
    String what =
        "Mean cross-entropy of the batches"
            + (bucket == 1 ? "" : ", averaged over those recorded in every " + bucket + " steps")
            + "."
            + (crossed ? " A cross marks a loss that became NaN or infinite." : "");
    Axis loss = positive ? Axis.log("training loss (nats)") : Axis.plain("training loss (nats)");
    Panel panel = new Panel.Curves("", STEP, loss, curves);
    return plot("training-loss-by-step", "Training loss by step", what, List.of(panel));
  }

  /** Means of the buckets with a finite loss, then the first loss that is not finite. */
  private static Series losses(Run run, int bucket) {
    ThinCurve curve = ThinCurve.of(run.losses(), bucket);
    List<double[]> points = new ArrayList<>();
    for (int b = 0; b < curve.means().length; b++) {
      if (!Double.isNaN(curve.means()[b])) {
        points.add(new double[] {ThinCurve.middle(bucket, b), curve.means()[b]});
      }
    }
    curve.marks().stream()
        .limit(1)
        .map(mark -> new double[] {mark.step(), Double.parseDouble(mark.value())})
        .forEach(points::add);
    return Series.of(points.stream(), point -> point[0], point -> point[1]);
  }

  private Plot plot(Evaluated one, Function<EpochRow, Double> value) {
    List<Curve> all = Curve.ofGroups(summary, run -> byEpoch(run, value, 0));
    List<Curve> trained = Curve.ofGroups(summary, run -> byEpoch(run, value, 1));
    boolean both =
        all.stream().anyMatch(curve -> Arrays.stream(curve.band().x()).anyMatch(x -> x == 0))
            && trained.stream().anyMatch(curve -> curve.band().x().length > 1);
    List<Panel> panels = new ArrayList<>();
    panels.add(new Panel.Curves(both ? "from before training" : "", one.x(), one.y(), all));
    if (both) {
      panels.add(new Panel.Curves("from epoch 1", one.x(), one.y(), trained));
    }
    return plot(one.id(), one.title(), one.what(), panels);
  }

  /** What evaluations measured from the first given epoch on, as far as they did. */
  private Series byEpoch(Run run, Function<EpochRow, Double> value, int first) {
    return Series.of(
        run.epochs().stream().filter(row -> row.epoch() >= first),
        bySteps ? EpochRow::step : EpochRow::epoch,
        value);
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
    if (summary.groups().size() == 1 && !summary.isOfSearches()) {
      values.put("training loss", EpochRow::trainingLoss);
      values.put("validation loss", EpochRow::validationLoss);
      values.put("validation accuracy", EpochRow::validationAccuracy);
      values.put("test loss", EpochRow::testLoss);
      values.put("test accuracy", EpochRow::testAccuracy);
    }
    List<Curve> curves = new ArrayList<>();
    List<Run> trials = summary.groups().stream().flatMap(group -> group.runs().stream()).toList();
    values.forEach(
        (name, value) -> {
          SeedBand band = SeedBand.of(trials.stream().map(run -> byEpoch(run, value, 0)).toList());
          if (!band.isEmpty()) {
            int look = summary.look(name, "");
            curves.add(new Curve(name, -1, look, Curve.marked(band), band, List.of()));
          }
        });
    String what =
        "Losses in nats and accuracies between 0 and 1 on one axis; the training loss is the mean"
            + (each
                ? " over the epoch, the others are measured at its end."
                : " over the batches since the evaluation before.");
    Panel panel = new Panel.Curves("", EPOCH, Axis.plain("loss, accuracy"), curves);
    return new Plot(
        "training",
        Part.SETTINGS,
        "Losses and accuracies by epoch",
        Captions.curves(what, summary),
        curves.size() < 2 ? List.of() : List.of(panel));
  }

  /**
   * How far trainings drift apart that compute the same in another way, such as two implementations
   * of a layer, or this program and PyTorch: {@code |loss - first loss| / first loss} of the batch
   * of each step. The loss surface multiplies a difference in the last digit from step to step.
   * With a panel where some group starts as an earlier one does.
   */
  Plot differences() {
    List<Curve> curves = new ArrayList<>();
    Plot.Table table =
        Plot.Table.of(
            "training", "against", "seeds", "largest difference, steps 1 to " + EARLY, "all steps");
    List<Group> earlier = new ArrayList<>();
    for (Group group : summary.shown()) {
      for (Group first : earlier) {
        List<Series> pairs = pairs(first, group);
        if (!pairs.isEmpty()) {
          double last = pairs.stream().mapToDouble(p -> p.x()[p.x().length - 1]).max().orElse(1);
          int bucket = ThinCurve.bucket((int) last, BUCKETS); // the same for all seeds
          SeedBand band = SeedBand.of(pairs.stream().map(pair -> thinned(pair, bucket)).toList());
          curves.add(Curve.of(summary, group, band));
          table.add(
              group.label(),
              first.label(),
              pairs.size(),
              largest(pairs, EARLY),
              largest(pairs, Integer.MAX_VALUE));
          break;
        }
      }
      earlier.add(group);
    }
    return new Plot(
        "loss-difference",
        Part.SETTINGS,
        "Difference of the training losses by step",
        Captions.curves(
            "Loss of each batch against that of the first group that starts the same, with the"
                + " same seed, relative; the largest of neighbouring steps.",
            summary),
        List.of(new Panel.Curves("", STEP, Axis.log("relative difference of losses"), curves)),
        table);
  }

  /** Relative differences of all seeds that the other group has too, if all begin the same. */
  private static List<Series> pairs(Group other, Group group) {
    Map<String, Run> firsts = new HashMap<>();
    other.runs().forEach(run -> firsts.putIfAbsent(run.seed(), run));
    List<Series> pairs = new ArrayList<>();
    for (Run run : group.runs()) {
      Run first = firsts.get(run.seed());
      if (first != null) {
        Series pair = difference(first.losses(), run.losses());
        if (pair.x().length < 2 || !(pair.y()[0] <= ROUNDING && pair.y()[1] <= SAME)) {
          return List.of();
        }
        pairs.add(pair);
      }
    }
    return pairs;
  }

  /** At the steps that both recorded. */
  private static Series difference(LossCurve first, LossCurve other) {
    return Series.of(
        IntStream.range(0, other.size()).boxed(),
        i -> other.steps()[i],
        i -> {
          int at = Arrays.binarySearch(first.steps(), other.steps()[i]);
          double loss = at < 0 ? 0 : first.losses()[at];
          return at < 0 ? null : (Double) (Math.abs(other.losses()[i] - loss) / Math.abs(loss));
        });
  }

  /** The largest of each bucket of steps; a logarithmic axis has no place for 0. */
  private static Series thinned(Series pair, int bucket) {
    SortedMap<Integer, Double> largest = new TreeMap<>();
    for (int i = 0; i < pair.x().length; i++) {
      largest.merge(((int) pair.x()[i] - 1) / bucket, pair.y()[i], Math::max);
    }
    largest.values().removeIf(difference -> difference == 0);
    return Series.of(
        largest.entrySet().stream(),
        entry -> ThinCurve.middle(bucket, entry.getKey()),
        Map.Entry::getValue);
  }

  private static String largest(List<Series> pairs, int lastStep) {
    double largest =
        pairs.stream()
            .flatMapToDouble(
                pair ->
                    IntStream.range(0, pair.x().length)
                        .filter(i -> pair.x()[i] <= lastStep)
                        .mapToDouble(i -> pair.y()[i]))
            .filter(Double::isFinite)
            .reduce(0, Math::max);
    return Labels.format("%.1e", largest);
  }
}
