package io.github.bnlab.report.summary;

import static java.util.stream.Collectors.toMap;

import io.github.bnlab.report.runs.Run;
import io.github.bnlab.rows.Rows.EpochRow;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A number that is measured at each evaluation, in [0, 1] or as a difference of two such numbers.
 *
 * @param difference whether it is a difference, written in percentage points
 * @param value of an epoch, null where it was not measured
 */
public record Metric(String name, boolean difference, Function<EpochRow, Double> value) {
  private static final Metric TEST = new Metric("test accuracy", false, EpochRow::testAccuracy);
  private static final Metric VALIDATION =
      new Metric("validation accuracy", false, EpochRow::validationAccuracy);

  /** Training accuracy minus this one. */
  private Metric gap() {
    return new Metric(
        "training minus " + name,
        true,
        row -> {
          Double accuracy = value.apply(row);
          return row.trainingAccuracy() == null || accuracy == null
              ? null
              : (Double) (row.trainingAccuracy() - accuracy);
        });
  }

  /** The accuracies that were measured, that on the test images first. */
  public static List<Metric> accuracies(List<Group> groups) {
    return Stream.of(TEST, VALIDATION).filter(metric -> metric.isIn(groups)).toList();
  }

  /** That on validation images if every group with an accuracy has it, else the first of these. */
  static Metric choosing(List<Group> groups, List<Metric> accuracies) {
    Metric first = accuracies.get(0);
    Metric last = accuracies.get(accuracies.size() - 1);
    return groups.stream()
            .allMatch(group -> Double.isNaN(first.mean(group)) || !Double.isNaN(last.mean(group)))
        ? last
        : first;
  }

  /** The gap between training and other images; none if it was not measured. */
  public static List<Metric> gaps(List<Group> groups) {
    return Stream.of(TEST, VALIDATION)
        .map(Metric::gap)
        .filter(metric -> metric.isIn(groups))
        .limit(1)
        .toList();
  }

  private boolean isIn(List<Group> groups) {
    return groups.stream()
        .flatMap(group -> group.runs().stream())
        .anyMatch(run -> last(run) != null);
  }

  /** The value after the last epoch that has one, possibly that before training, or null. */
  public Double last(Run run) {
    return run.epochs().stream()
        .map(value)
        .filter(Objects::nonNull)
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  /** The finite value at the end of a trial that is over for good and did not diverge, or null. */
  public Double atEnd(Run run) {
    Double last = run.hasResult() ? last(run) : null;
    return last == null || !Double.isFinite(last) ? null : last;
  }

  /** Finite last values of the trials of a group that are over and did not diverge. */
  public double[] values(Group group) {
    return group.runs().stream()
        .map(this::atEnd)
        .filter(Objects::nonNull)
        .mapToDouble(last -> last)
        .toArray();
  }

  /** The value of a group minus that of another, for each seed that both have. */
  public double[] differences(Group first, Group second) {
    Map<String, Double> others = bySeed(second);
    return bySeed(first).entrySet().stream()
        .filter(entry -> others.containsKey(entry.getKey()))
        .mapToDouble(entry -> entry.getValue() - others.get(entry.getKey()))
        .toArray();
  }

  private Map<String, Double> bySeed(Group group) {
    return group.runs().stream()
        .filter(run -> atEnd(run) != null)
        .collect(toMap(Run::seed, this::atEnd, (first, other) -> first, TreeMap::new));
  }

  /** Mean of {@link #values} with its interval, which ends where this number does. */
  public Estimate estimate(Group group) {
    return Estimate.of(values(group)).within(difference ? -1 : 0, 1);
  }

  /** Mean of {@link #values}, or NaN if there are none. */
  public double mean(Group group) {
    return StatUtils.mean(values(group));
  }

  /** Whether a group has such a mean, or none because all of its trials diverged. */
  boolean ranks(Group group) {
    return Double.isFinite(mean(group)) || group.allDiverged();
  }

  /** As {@link #highestFirst}, but groups of which most trials diverged come last. */
  public Comparator<Group> bestFirst() {
    return Comparator.comparing(
            (Group group) ->
                2 * group.runs().stream().filter(Run::diverged).count() > group.runs().size())
        .thenComparing(highestFirst());
  }

  /** From the highest mean to the lowest, then groups without values. */
  public Comparator<Group> highestFirst() {
    return Comparator.comparingDouble(
        group -> Double.isNaN(mean(group)) ? Double.POSITIVE_INFINITY : -mean(group));
  }
}
