package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/**
 * Trials that differ in their seed only, and which other groups a group is compared with.
 *
 * @param label what sets the group apart, for people
 * @param settings the settings in which groups differ, by dotted key
 * @param runs at least one, of different seeds
 * @param repetitions trials with the seed of one of them, which do not count
 */
public record Group(
    String label, Map<String, String> settings, List<Run> runs, List<Run> repetitions) {
  /** Of these settings, a trial has one. */
  private static final List<String> LENGTHS = List.of("training.epochs", "training.steps");

  /** The first trial, which stands for the group where only one can be shown. */
  public Run first() {
    return runs.get(0);
  }

  /** Whether a normalization of any kind is part of the network. */
  public boolean normalized() {
    return first().normalized();
  }

  /**
   * Groups of trials, in order of their first trials.
   *
   * @param runs in the order of the report
   */
  public static List<Group> of(List<Run> runs) {
    Set<String> varied = ComparedSettings.varied(runs);
    Map<Map<String, String>, List<Run>> byValues = new LinkedHashMap<>();
    for (Run run : runs) {
      Map<String, String> values = ComparedSettings.of(run);
      values.keySet().retainAll(varied);
      if (run.settings().isEmpty()) {
        values.put("trial", run.trial());
      }
      byValues.computeIfAbsent(values, key -> new ArrayList<>()).add(run);
    }
    List<Group> groups = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    Set<String> telling = ComparedSettings.independent(byValues.keySet(), varied);
    byValues.forEach(
        (values, members) -> {
          String label = Labels.of(ComparedSettings.restricted(values, telling), members.get(0));
          if (!labels.add(label)) {
            label = members.get(0).trial();
            labels.add(label);
          }
          groups.add(of(label, values, members));
        });
    return groups;
  }

  /** Of several trials with one seed, the first that is over counts, else the first. */
  private static Group of(String label, Map<String, String> settings, List<Run> members) {
    Map<String, Run> bySeed = new LinkedHashMap<>();
    members.forEach(
        run -> bySeed.merge(run.seed(), run, (a, b) -> !a.isOver() && b.isOver() ? b : a));
    return new Group(
        label,
        settings,
        List.copyOf(bySeed.values()),
        members.stream().filter(run -> bySeed.get(run.seed()) != run).toList());
  }

  boolean allDiverged() {
    return runs.stream().allMatch(Run::diverged);
  }

  /** Whether its trials have the same number of steps. */
  boolean isOfOneLength() {
    return runs.stream().map(Run::lastStep).distinct().count() == 1;
  }

  /** The trial of a seed that counts. */
  Run counted(String seed) {
    return runs.stream().filter(run -> run.seed().equals(seed)).findFirst().orElseThrow();
  }

  /**
   * Settings in which two groups differ though no label says so, because they change together with
   * one that the labels name: each as in {@code learning rate 0.9 / 1}.
   *
   * @param groups all groups, whose labels are meant
   */
  static List<String> confounded(List<Group> groups, Group first, Group second) {
    Set<String> keys = new TreeSet<>(first.settings().keySet());
    keys.retainAll(second.settings().keySet());
    for (String length : LENGTHS) {
      if (first.settings().containsKey(length) || second.settings().containsKey(length)) {
        keys.add(length);
      }
    }
    keys.removeAll(ComparedSettings.independent(groups.stream().map(Group::settings).toList()));
    keys.removeAll(Set.of(ComparedSettings.EXPERIMENT, ComparedSettings.PLACES, Run.NORMALIZATION));
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String one = Labels.value(key, first.settings().getOrDefault(key, ""));
      String other = Labels.value(key, second.settings().getOrDefault(key, ""));
      if (!one.equals(other)) {
        differences.add(Labels.setting(key) + " " + one + " / " + other);
      }
    }
    return differences;
  }

  /**
   * The group that is like this one, but without normalization, or null.
   *
   * @param groups to look among
   * @param group possibly without normalization itself
   */
  public static Group control(List<Group> groups, Group group) {
    return groups.stream()
        .filter(other -> group.normalized() && !other.normalized())
        .filter(
            other -> other.without(Group::isTreatment).equals(group.without(Group::isTreatment)))
        .findFirst()
        .orElse(null);
  }

  /** Settings but for some. */
  private Map<String, String> without(Predicate<String> keys) {
    Map<String, String> others = new TreeMap<>(settings);
    others.keySet().removeIf(keys);
    return others;
  }

  /** Whether a group and its control may differ in a setting. */
  private static boolean isTreatment(String key) {
    return key.startsWith(ComparedSettings.BATCH_NORM) || key.equals(ComparedSettings.EXPERIMENT);
  }

  /**
   * Of groups that differ in nothing but what is tuned, the one with the highest accuracy: on
   * validation images where both of two have some, else on test images.
   */
  public static List<Group> best(List<Group> groups) {
    List<Metric> metrics = Metric.accuracies(groups);
    BinaryOperator<Group> better =
        metrics.isEmpty()
            ? (a, b) -> a
            : (a, b) ->
                BinaryOperator.minBy(Metric.choosing(List.of(a, b), metrics).bestFirst())
                    .apply(a, b);
    Map<Map<String, String>, Group> best = new LinkedHashMap<>();
    groups.forEach(group -> best.merge(group.without(ComparedSettings::isTuned), group, better));
    return List.copyOf(best.values());
  }

  /**
   * Whether two groups differ, but for their normalization, at most in what is tuned to train a
   * given network on given data for a given time: learning rate, optimizer, penalties, dropout.
   */
  static boolean haveSameConditions(Group a, Group b) {
    Predicate<String> left = key -> isTreatment(key) || ComparedSettings.isTuned(key);
    return a.without(left).equals(b.without(left));
  }
}
