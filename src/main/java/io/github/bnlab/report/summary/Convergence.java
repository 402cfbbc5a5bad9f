package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run;
import io.github.bnlab.rows.Rows.EpochRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

/**
 * When the trials of a group reach an accuracy: the epoch of the first evaluation whose accuracy is
 * at least the target, and the steps taken until then.
 *
 * @param group index of the group
 * @param target accuracy in [0, 1]
 * @param reached how many of the trials reach it
 * @param of how many trials there are
 * @param epochs mean over those that do, or null if none does
 * @param steps mean over those that do, or null if none does
 * @param ratio steps of the same network without normalization divided by those with it, over the
 *     seeds that both have; null unless there is such a group, with common seeds, and all trials of
 *     both reach the target, after the first step
 */
public record Convergence(
    int group, double target, int reached, int of, Double epochs, Double steps, Estimate ratio) {

  /** Accuracies worth reaching, by data set. */
  public static List<Double> targets(String dataset) {
    return Labels.isFashion(dataset) ? List.of(0.80, 0.85) : List.of(0.95, 0.97);
  }

  /** One row per group and target. */
  public static List<Convergence> of(List<Group> groups) {
    List<Convergence> rows = new ArrayList<>();
    for (int index = 0; index < groups.size(); index++) {
      Group group = groups.get(index);
      for (double target : targets(group.first().dataset())) {
        List<EpochRow> reached = reached(group, target);
        rows.add(
            new Convergence(
                index,
                target,
                reached.size(),
                group.runs().size(),
                mean(reached, EpochRow::epoch),
                mean(reached, EpochRow::step),
                ratio(group, Group.control(groups, group), target)));
      }
    }
    return rows;
  }

  private static List<EpochRow> reached(Group group, double target) {
    return group.runs().stream()
        .map(run -> firstReaching(run, target))
        .filter(Objects::nonNull)
        .toList();
  }

  private static Estimate ratio(Group group, Group control, double target) {
    Map<String, Integer> with = steps(group, target);
    Map<String, Integer> without = control == null ? new HashMap<>() : steps(control, target);
    with.keySet().retainAll(without.keySet());
    double[] ratios =
        with.keySet().stream()
            .mapToDouble(seed -> without.get(seed) / (double) with.get(seed))
            .toArray();
    // Initial weights that were trained elsewhere may be there before the first step.
    boolean areRatios =
        Arrays.stream(ratios).allMatch(ratio -> ratio > 0 && Double.isFinite(ratio));
    return ratios.length > 0 && areRatios ? Estimate.ofRatios(ratios) : null;
  }

  /** Steps until the target by seed; none unless all trials reach it. */
  private static Map<String, Integer> steps(Group group, double target) {
    Map<String, Integer> steps = new HashMap<>();
    for (Run run : group.runs()) {
      EpochRow reached = firstReaching(run, target);
      if (reached == null) {
        return new HashMap<>();
      }
      steps.putIfAbsent(run.seed(), reached.step());
    }
    return steps;
  }

  private static Double mean(List<EpochRow> rows, ToIntFunction<EpochRow> value) {
    return rows.isEmpty() ? null : (Double) rows.stream().mapToInt(value).average().orElseThrow();
  }

  /** The first evaluation with at least this accuracy, or null. */
  public static EpochRow firstReaching(Run run, double target) {
    return run.epochs().stream()
        .filter(row -> accuracy(row) != null && accuracy(row) >= target)
        .findFirst()
        .orElse(null);
  }

  /** Test accuracy, or validation accuracy where there is no test split, or null. */
  private static Double accuracy(EpochRow row) {
    return row.testAccuracy() != null ? row.testAccuracy() : row.validationAccuracy();
  }
}
