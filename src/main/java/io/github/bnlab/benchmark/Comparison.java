package io.github.bnlab.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How many times as long one contestant took as another: the spread of the quotients of windows
 * taken one shortly after the other.
 *
 * @param network name in the literature
 * @param what numerator and denominator
 * @param ratio of wall times
 * @param cpuRatio of the training threads' processor times
 */
public record Comparison(String network, String what, Spread ratio, Spread cpuRatio) {
  private static final String CUSTOM = "custom";
  private static final String BUILT_IN = "built-in";

  /** Every contestant against the one that it is to be measured by. */
  static List<Comparison> of(List<Timing> timings) {
    List<Comparison> all = new ArrayList<>();
    for (Timing timing : timings) {
      String own = timing.normalization();
      if (timing.way() != TimedStep.PLANNED) {
        boolean rival = timing.way().isPython() && timing.task() == Task.STEP;
        add(all, timings, timing, rival ? TimedStep.RUN : TimedStep.PLANNED, own);
      }
      if (own.equals(CUSTOM) && timing.way() == TimedStep.PLANNED) {
        add(all, timings, timing, timing.way(), BUILT_IN);
      }
    }
    return all;
  }

  private static void add(
      List<Comparison> all, List<Timing> timings, Timing one, TimedStep way, String normalization) {
    for (Timing other : timings) {
      boolean same = other.network().equals(one.network()) && other.task() == one.task();
      if (same && other.way() == way && other.normalization().equals(normalization)) {
        all.add(
            new Comparison(
                one.network(),
                what(one, other),
                quotients(one.windows(), other.windows()),
                quotients(one.cpuWindows(), other.cpuWindows())));
      }
    }
  }

  private static String what(Timing one, Timing other) {
    boolean sameWay = one.way() == other.way();
    String what =
        sameWay
            ? one.normalization() + " / " + other.normalization() + ", " + one.way().title()
            : one.way().title() + " / " + other.way().title() + ", " + one.normalization();
    return what + ", " + one.task().name().toLowerCase(Locale.ROOT);
  }

  private static Spread quotients(List<Double> numerators, List<Double> denominators) {
    int pairs = Math.min(numerators.size(), denominators.size());
    return Spread.of(
        IntStream.range(0, pairs).mapToObj(i -> numerators.get(i) / denominators.get(i)).toList());
  }
}
