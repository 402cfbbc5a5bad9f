package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Group;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a trial comes to in one number: an accuracy, or a difference of two, after its last epoch.
 *
 * @param name of it
 * @param of the state after an epoch; null where it was not measured
 */
record Score(String name, Function<EpochRow, Double> of) {
  static final Score TEST = new Score("test accuracy", EpochRow::testAccuracy);
  static final Score VALIDATION = new Score("validation accuracy", EpochRow::validationAccuracy);
  private static final Score TEST_GAP =
      new Score("training minus test accuracy", row -> gap(row, row.testAccuracy()));
  private static final Score VALIDATION_GAP =
      new Score("training minus validation accuracy", row -> gap(row, row.validationAccuracy()));

  private static Double gap(EpochRow row, Double accuracy) {
    return row.trainingAccuracy() == null || accuracy == null
        ? null
        : (Double) (row.trainingAccuracy() - accuracy);
  }

  /** The accuracies that were measured, that on the test images first. */
  static List<Score> accuracies(List<Group> groups) {
    return Stream.of(TEST, VALIDATION).filter(score -> score.isIn(groups)).toList();
  }

  /** The gaps between training and other images; none if they were not measured. */
  static List<Score> gaps(List<Group> groups) {
    return Stream.of(TEST_GAP, VALIDATION_GAP)
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
    Double value = null;
    for (EpochRow row : run.epochs()) {
      value = of.apply(row) == null ? value : of.apply(row);
    }
    return value;
  }

  /** The value of a trial that was not lost on the way, or null. */
  Double sound(Run run) {
    return diverged(run) ? null : last(run);
  }

  static boolean diverged(Run run) {
    return run.status() != null && run.status().state() == State.DIVERGED;
  }

  /** Values of the sound trials of a group. */
  double[] of(Group group) {
    return group.runs().stream()
        .map(this::sound)
        .filter(value -> value != null && Double.isFinite(value))
        .mapToDouble(value -> value)
        .toArray();
  }

  /** Mean over the sound trials of a group, or NaN. */
  double mean(Group group) {
    return java.util.Arrays.stream(of(group)).average().orElse(Double.NaN);
  }
}
