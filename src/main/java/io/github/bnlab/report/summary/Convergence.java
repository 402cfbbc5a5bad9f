package io.github.bnlab.report.summary;

import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.report.runs.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * When the trials of a group reach an accuracy; accuracies are measured at the ends of epochs, so
 * the first epoch whose accuracy is at least the target counts, with the steps taken until then.
 *
 * @param group the trials
 * @param target accuracy in [0, 1]
 * @param reached how many of the trials reach it
 * @param epochs mean over those that do, or null if none does
 * @param steps mean over those that do, or null if none does
 * @param ratio steps without normalization divided by steps with it, all else equal; null unless
 *     there is such a group and all trials of both reach the target
 */
public record Convergence(
    Group group, double target, int reached, Double epochs, Double steps, Double ratio) {

  /** Accuracies worth reaching, by data set. */
  public static List<Double> targets(String dataset) {
    return Labels.isFashion(dataset) ? List.of(0.80, 0.85) : List.of(0.95, 0.97);
  }

  /** One row per group and target. */
  public static List<Convergence> of(List<Group> groups) {
    List<Convergence> rows = new ArrayList<>();
    for (Group group : groups) {
      for (double target : targets(group.first().dataset())) {
        Convergence plain = plain(group, target);
        Group control = Groups.control(groups, group);
        rows.add(
            new Convergence(
                group,
                target,
                plain.reached(),
                plain.epochs(),
                plain.steps(),
                control == null ? null : ratio(plain(control, target), plain)));
      }
    }
    return rows;
  }

  private static Double ratio(Convergence without, Convergence with) {
    boolean all =
        without.reached() == without.group().runs().size()
            && with.reached() == with.group().runs().size();
    return all && with.steps() > 0 ? (Double) (without.steps() / with.steps()) : null;
  }

  private static Convergence plain(Group group, double target) {
    List<EpochRow> reached =
        group.runs().stream()
            .map(run -> firstReaching(run, target))
            .filter(Objects::nonNull)
            .toList();
    boolean none = reached.isEmpty();
    return new Convergence(
        group,
        target,
        reached.size(),
        none ? null : (Double) reached.stream().mapToInt(EpochRow::epoch).average().orElseThrow(),
        none ? null : (Double) reached.stream().mapToInt(EpochRow::step).average().orElseThrow(),
        null);
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
