package io.github.bnlab.report.plots;

import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Run.LossCurve;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.report.summary.ThinCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How far trainings drift apart that compute the same in another way, such as two implementations
 * of a layer, or this program and PyTorch: {@code |loss - first loss| / first loss} of the batch of
 * each step. The loss surface multiplies a difference in the last digit from step to step.
 */
final class LossDifferencePlot {
  private static final int BUCKETS = 200;

  /** Trainings of another network, rate or order differ by more at the second step recorded. */
  private static final double SAME = 1e-3;

  private static final int EARLY = 100;

  private LossDifferencePlot() {}

  /** With a panel where some group starts as an earlier one does. */
  static Plot of(Summary summary) {
    List<Curve> curves = new ArrayList<>();
    Plot.Table table =
        Plot.Table.of(
            "training", "against", "seeds", "largest difference, steps 1 to " + EARLY, "all steps");
    List<Group> earlier = new ArrayList<>();
    for (Group group : summary.shown()) {
      for (Group first : earlier) {
        List<Series> pairs = pairs(first, group);
        if (!pairs.isEmpty()) {
          SeedBand band = SeedBand.of(pairs.stream().map(LossDifferencePlot::thinned).toList());
          if (!band.isEmpty()) {
            curves.add(Curve.of(summary, group, band));
          }
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
        List.of(
            new Panel.Curves(
                "", Axis.whole("step"), Axis.log("relative difference of losses"), curves)),
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
        if (pair.x().length < 2 || !(pair.y()[0] <= SAME && pair.y()[1] <= SAME)) {
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
  private static Series thinned(Series pair) {
    int bucket = ThinCurve.bucket((int) pair.x()[pair.x().length - 1], BUCKETS);
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
            .reduce(0, Math::max);
    return Labels.format("%.1e", largest);
  }
}
