package io.github.bnlab.report.plots;

import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Run.LossCurve;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.report.summary.ThinCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

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

  private final Summary summary;

  LossDifferencePlot(Summary summary) {
    this.summary = summary;
  }

  /** One plot where some group starts as an earlier one does, else none. */
  List<Plot> all() {
    List<Curve> curves = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    List<Group> earlier = new ArrayList<>();
    for (int index : summary.shown()) {
      Group group = summary.groups().get(index);
      for (Group first : earlier) {
        List<Series> pairs = pairs(first, group);
        if (!pairs.isEmpty()) {
          SeedBand band = SeedBand.of(pairs.stream().map(LossDifferencePlot::thinned).toList());
          if (band.x().length > 0) {
            String label = group.label();
            curves.add(new Curve(label, index, summary.look(index), false, band, List.of()));
          }
          rows.add(
              List.of(
                  group.label(),
                  first.label(),
                  Integer.toString(pairs.size()),
                  largest(pairs, EARLY),
                  largest(pairs, Integer.MAX_VALUE)));
          break;
        }
      }
      earlier.add(group);
    }
    if (curves.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Plot(
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
            new PlotTable(
                List.of(
                    "training",
                    "against",
                    "seeds",
                    "largest difference, steps 1 to " + EARLY,
                    "all steps"),
                rows)));
  }

  /** Relative differences of all seeds that the other group has too, if all begin the same. */
  private static List<Series> pairs(Group other, Group group) {
    TreeMap<String, Run> firsts = new TreeMap<>();
    other.runs().forEach(run -> firsts.putIfAbsent(run.setting(Run.SEED), run));
    List<Series> pairs = new ArrayList<>();
    for (Run run : group.runs()) {
      Run first = firsts.get(run.setting(Run.SEED));
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
    double[] steps = new double[Math.min(first.size(), other.size())];
    double[] differences = new double[steps.length];
    int size = 0;
    int j = 0;
    for (int i = 0; i < first.size(); i++) {
      while (j < other.size() && other.steps()[j] < first.steps()[i]) {
        j++;
      }
      if (j < other.size() && other.steps()[j] == first.steps()[i]) {
        double loss = first.losses()[i];
        steps[size] = first.steps()[i];
        differences[size++] = Math.abs(other.losses()[j] - loss) / Math.abs(loss);
      }
    }
    return new Series(Arrays.copyOf(steps, size), Arrays.copyOf(differences, size));
  }

  /** The largest of each bucket of steps; a logarithmic axis has no place for 0. */
  private static Series thinned(Series pair) {
    int last = (int) pair.x()[pair.x().length - 1];
    int bucket = ThinCurve.bucket(last, BUCKETS);
    double[] x = new double[(last + bucket - 1) / bucket];
    double[] y = new double[x.length];
    for (int i = 0; i < pair.x().length; i++) {
      int at = ((int) pair.x()[i] - 1) / bucket;
      y[at] = Math.max(y[at], pair.y()[i]);
    }
    for (int at = 0; at < x.length; at++) {
      x[at] = ThinCurve.middle(bucket, at);
      y[at] = y[at] == 0 ? Double.NaN : y[at];
    }
    return new Series(x, y);
  }

  private static String largest(List<Series> pairs, int lastStep) {
    double largest = 0;
    for (Series pair : pairs) {
      for (int i = 0; i < pair.x().length && pair.x()[i] <= lastStep; i++) {
        largest = Math.max(largest, pair.y()[i]);
      }
    }
    return String.format(Locale.ROOT, "%.1e", largest);
  }
}
