package io.github.bnlab.benchmark;

import io.github.bnlab.benchmark.Timing.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Ratio of the times of two candidates: the spread of the quotients of windows taken one shortly
 * after the other.
 *
 * @param network name in the literature
 * @param what numerator and denominator
 * @param ratio of wall times
 * @param cpuRatio of the training threads' processor times
 */
public record Comparison(String network, String what, Spread ratio, Spread cpuRatio) {
  /** Compares every candidate with its reference. */
  static List<Comparison> of(List<Timing> timings) {
    List<Comparison> all = new ArrayList<>();
    for (Timing one : timings) {
      boolean isPlanned = one.step() == TimedStep.PLANNED;
      if (isPlanned && !one.normalization().equals("custom")) {
        continue;
      }
      boolean isPython = one.step().isPython() && one.task() == Task.STEP;
      TimedStep step = isPython ? TimedStep.RUN : TimedStep.PLANNED;
      String normalization = isPlanned ? "built-in" : one.normalization();
      for (Timing other : timings) {
        boolean same = other.network().equals(one.network()) && other.task() == one.task();
        if (same && other.step() == step && other.normalization().equals(normalization)) {
          Spread ratio = quotients(one.windows(), other.windows());
          Spread cpuRatio = quotients(one.cpuWindows(), other.cpuWindows());
          all.add(new Comparison(one.network(), what(one, other), ratio, cpuRatio));
        }
      }
    }
    return all;
  }

  private static String what(Timing one, Timing other) {
    boolean sameStep = one.step() == other.step();
    String what =
        sameStep
            ? one.normalization() + " / " + other.normalization() + ", " + one.step().title()
            : one.step().title() + " / " + other.step().title() + ", " + one.normalization();
    return what + ", " + one.task().name().toLowerCase(Locale.ROOT);
  }

  private static Spread quotients(List<Double> numerators, List<Double> denominators) {
    int pairs = Math.min(numerators.size(), denominators.size());
    return Spread.of(
        IntStream.range(0, pairs).mapToObj(i -> numerators.get(i) / denominators.get(i)).toList());
  }
}
