package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Group;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The score of a trial: an accuracy, or a difference of two, after its last epoch.
 *
 * @param name of it
 * @param axis for its values
 * @param value from the state after an epoch; null where it was not measured
 */
record Score(String name, Axis axis, Function<EpochRow, Double> value) {
  private static final Score TEST = accuracy("test accuracy", EpochRow::testAccuracy);
  private static final Score VALIDATION =
      accuracy("validation accuracy", EpochRow::validationAccuracy);

  private static Score accuracy(String name, Function<EpochRow, Double> value) {
    return new Score(name, Axis.percent(name), value);
  }

  /** Training accuracy minus this one. */
  private Score gap() {
    String ofGap = "training minus " + name;
    return new Score(
        ofGap,
        Axis.points(ofGap + " (percentage points)"),
        row -> {
          Double accuracy = value.apply(row);
          return row.trainingAccuracy() == null || accuracy == null
              ? null
              : (Double) (row.trainingAccuracy() - accuracy);
        });
  }

  /** The accuracies that were measured, that on the test images first. */
  static List<Score> accuracies(List<Group> groups) {
    return Stream.of(TEST, VALIDATION).filter(score -> score.isIn(groups)).toList();
  }

  /** The gap between training and other images; none if it was not measured. */
  static List<Score> gaps(List<Group> groups) {
    return Stream.of(TEST, VALIDATION)
        .map(Score::gap)
        .filter(score -> score.isIn(groups))
        .limit(1)
        .toList();
  }

  private boolean isIn(List<Group> groups) {
    return groups.stream()
        .flatMap(group -> group.runs().stream())
        .anyMatch(run -> last(run) != null);
  }

  /** The value after the last epoch that has one, possibly that before training, or null. */
  Double last(Run run) {
    Double last = null;
    for (EpochRow row : run.epochs()) {
      Double now = value.apply(row);
      last = now == null ? last : now;
    }
    return last;
  }

  static boolean diverged(Run run) {
    return run.status() != null && run.status().state() == State.DIVERGED;
  }

  /** Finite values of the trials of a group that did not diverge. */
  double[] values(Group group) {
    return group.runs().stream()
        .filter(run -> !diverged(run))
        .map(this::last)
        .filter(last -> last != null && Double.isFinite(last))
        .mapToDouble(last -> last)
        .toArray();
  }

  /** Their mean, or NaN if there are none. */
  double mean(Group group) {
    return Arrays.stream(values(group)).average().orElse(Double.NaN);
  }
}
