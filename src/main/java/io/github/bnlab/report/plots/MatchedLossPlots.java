package io.github.bnlab.report.plots;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.report.plots.MeasurePlots.Sample;
import io.github.bnlab.report.plots.Panel.Dot;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Run.LossCurve;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Estimate;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.rows.Rows.GradientRow;
import io.github.bnlab.rows.Rows.ShiftRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The measures of networks with normalization divided by those of the same network without it: over
 * the second half of the training, and where both have the same training loss. Without the second
 * comparison, a difference may only say that one of them is further on.
 */
final class MatchedLossPlots {
  /** Measured steps taken together on either side of the one at which the loss is reached. */
  private static final int AROUND = 2;

  private static final String SMOOTHNESS = "effective smoothness";

  private static final Map<String, Function<Run, Stream<Sample>>> MEASURES = new LinkedHashMap<>();

  static {
    MEASURES.put("gradient norm", Sample.gradients(GradientRow::gradientNorm));
    MEASURES.put("drift of the means", Sample.shifts(ShiftRow::meanDrift));
    MEASURES.put("drift of the spreads", Sample.shifts(ShiftRow::varianceDrift));
    MEASURES.put("shift of the gradient", Sample.shifts(ShiftRow::gradientShift));
    MEASURES.put("turn of the gradient, 1 - cosine", Sample.shifts(MatchedLossPlots::turn));
    MEASURES.put(
        SMOOTHNESS,
        run ->
            run.measures().landscape().stream()
                .map(row -> new Sample(row.step(), "loss", row.smoothness())));
  }

  private MatchedLossPlots() {}

  private static Double turn(ShiftRow row) {
    Double cosine = Sample.cosine(row);
    return cosine == null ? null : (Double) (1 - cosine);
  }

  /** A plot for each pair of groups that differ in the normalization alone. */
  static List<Plot> all(Summary summary) {
    List<Plot> plots = new ArrayList<>();
    for (Group with : summary.groups()) {
      Group without = Group.control(summary.groups(), with);
      List<Pair> pairs = without == null ? List.of() : pairs(with, without);
      if (pairs.size() >= Estimate.FEWEST) {
        plots.add(plot(with, without, pairs, plots.size() + 1));
      }
    }
    return plots;
  }

  /**
   * Trainings of one seed that were measured at the same steps and reached a common loss.
   *
   * @param loss the lowest one that both reach
   */
  private record Pair(Side with, Side without, double loss) {}

  /**
   * A training.
   *
   * @param secondHalf measured steps of its second half
   * @param sameLoss measured steps around the first one at which its loss is as low as the common
   *     one
   */
  private record Side(Run run, List<Integer> secondHalf, List<Integer> sameLoss) {
    static Side of(Run run, List<Integer> steps, double loss) {
      int last = steps.get(steps.size() - 1);
      int at = AROUND;
      while (smoothed(run, steps, steps.get(at)) > loss) {
        at++;
      }
      return new Side(
          run,
          steps.stream().filter(step -> step > last / 2).toList(),
          steps.subList(at - AROUND, at + AROUND + 1));
    }
  }

  private static List<Pair> pairs(Group with, Group without) {
    List<Pair> pairs = new ArrayList<>();
    for (Run run : with.runs()) {
      for (Run other : without.runs()) {
        List<Integer> steps = steps(run);
        if (run.seed().equals(other.seed())
            && steps.size() > 2 * AROUND
            && steps.equals(steps(other))) {
          double loss = Math.max(lowest(run, steps), lowest(other, steps));
          // The first batches are alike for all; so are losses of networks that do not learn.
          if (loss < smoothed(run, steps, 1) && loss < smoothed(other, steps, 1)) {
            pairs.add(new Pair(Side.of(run, steps, loss), Side.of(other, steps, loss), loss));
          }
        }
      }
    }
    return pairs;
  }

  private static List<Integer> steps(Run run) {
    return List.copyOf(
        new TreeSet<>(run.measures().gradients().stream().map(GradientRow::step).toList()));
  }

  /** Of the steps that have enough others on both sides. */
  private static double lowest(Run run, List<Integer> steps) {
    return steps.subList(AROUND, steps.size() - AROUND).stream()
        .mapToDouble(step -> smoothed(run, steps, step))
        .min()
        .orElseThrow();
  }

  /** The mean of the recorded losses from two measured steps before a step to two after it. */
  private static double smoothed(Run run, List<Integer> steps, int step) {
    int reach = AROUND * (steps.get(1) - steps.get(0));
    LossCurve losses = run.losses();
    return IntStream.range(0, losses.size())
        .filter(i -> Math.abs(losses.steps()[i] - step) <= reach)
        .mapToDouble(i -> losses.losses()[i])
        .average()
        .orElse(Double.NaN);
  }

  private static Plot plot(Group with, Group without, List<Pair> pairs, int number) {
    List<Panel> panels = new ArrayList<>();
    Plot.Table table = Plot.Table.of("with / without", "second half", "same training loss");
    MEASURES.forEach(
        (measure, samples) -> {
          List<Dot> dots = new ArrayList<>();
          Stream<Sample> first = samples.apply(pairs.get(0).with().run());
          List<String> layers = first.map(Sample::layer).distinct().toList();
          for (String layer : DeepNetConfig.followed(layers)) {
            Estimate late = ratio(pairs, samples, layer, Side::secondHalf);
            Estimate matched = ratio(pairs, samples, layer, Side::sameLoss);
            if (Math.min(late.seeds(), matched.seeds()) >= Estimate.FEWEST) {
              dots.add(Dot.of(layer + ", second half", 2, late));
              dots.add(Dot.of(layer + ", same loss", 4, matched));
              table.add(measure + ", " + layer, text(late), text(matched));
            }
          }
          panels.add(new Panel.Dots(measure, Axis.ratio("with / without"), dots));
        });
    boolean smoothness =
        panels.stream().anyMatch(panel -> panel.title().equals(SMOOTHNESS) && !panel.isEmpty());
    return new Plot(
        "matched-loss-" + number,
        Part.MEASURES,
        "Measures with normalization divided by those without: " + with.label(),
        Labels.format(
                "%s / %s, %d seeds, paired: ratios of geometric means over measured steps, with 95%%"
                    + " confidence intervals. Second half: of the training. Same loss: %d measured"
                    + " steps around the first one at which the training loss is as low as the lowest"
                    + " one that both reach (%.2f on average).",
                with.label(),
                without.label(),
                pairs.size(),
                2 * AROUND + 1,
                pairs.stream().mapToDouble(Pair::loss).average().orElseThrow())
            + " "
            + Captions.data(pairs.stream().map(pair -> pair.with().run()).toList())
            + "."
            + (smoothness ? " A smoother loss has a smaller effective smoothness." : ""),
        panels,
        table);
  }

  /** The ratio, estimated by its logarithm; without an interval where a pair lacks it. */
  private static Estimate ratio(
      List<Pair> pairs,
      Function<Run, Stream<Sample>> samples,
      String layer,
      Function<Side, List<Integer>> when) {
    ToDoubleFunction<Side> logarithm =
        side ->
            samples
                .apply(side.run())
                .filter(sample -> sample.layer().equals(layer))
                .filter(sample -> when.apply(side).contains(sample.step()))
                .filter(sample -> sample.value() != null && sample.value() > 0)
                .mapToDouble(sample -> Math.log(sample.value()))
                .average()
                .orElse(Double.NaN);
    Estimate ratio =
        Estimate.of(
            pairs.stream()
                .mapToDouble(
                    pair ->
                        logarithm.applyAsDouble(pair.with())
                            - logarithm.applyAsDouble(pair.without()))
                .toArray());
    if (!Double.isFinite(ratio.mean())) {
      return Estimate.of();
    }
    return new Estimate(
        ratio.seeds(), Math.exp(ratio.mean()), Math.exp(ratio.low()), Math.exp(ratio.high()));
  }

  private static String text(Estimate ratio) {
    return Labels.format("%.3g [%.3g, %.3g]", ratio.mean(), ratio.low(), ratio.high());
  }
}
