package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts trials into groups by the settings in which they differ. */
public final class Groups {
  /** Where the name of the experiment is kept among the settings of a group. */
  public static final String EXPERIMENT = "experiment";

  private static final String PLACES = "batchNorm.where";
  private static final String DROPOUT_PLACES = "dropout.after";

  /** What a group is called by wherever it differs. */
  private static final Set<String> NAMED = Set.of(EXPERIMENT, "network");

  /** What names a trial or says where it runs, but not what it computes. */
  private static final Set<String> IGNORED =
      Set.of("name", "label", "description", Run.SEED, "backend", "fallback");

  /** What is written down beside a training does not change it. */
  private static final String RECORDING = "recording.";

  private static final List<String> TUNED =
      List.of(
          "training.learningRate",
          "training.schedule.",
          "training.optimizer",
          "training.momentum",
          "training.l2",
          "training.clipping.",
          "dropout.");

  private Groups() {}

  /**
   * Groups of trials, in order of their first trials.
   *
   * @param runs in the order of the report
   */
  public static List<Group> of(List<Run> runs) {
    Set<String> varied = varied(runs);
    Map<Map<String, String>, List<Run>> byValues = new LinkedHashMap<>();
    for (Run run : runs) {
      Map<String, String> values = new TreeMap<>(settings(run));
      values.keySet().retainAll(varied);
      if (run.settings().isEmpty()) {
        values.put("trial", run.trial());
      }
      byValues.computeIfAbsent(values, key -> new ArrayList<>()).add(run);
    }
    List<Group> groups = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    Set<String> telling = independent(List.copyOf(byValues.keySet()), varied);
    byValues.forEach(
        (values, members) -> {
          String label = Labels.of(restricted(values, telling), members.get(0));
          if (!labels.add(label)) {
            label = members.get(0).trial();
            labels.add(label);
          }
          groups.add(new Group(label, values, members));
        });
    return groups;
  }

  /** Dotted keys of the settings that differ between groups of trials. */
  public static Set<String> varied(List<Run> runs) {
    return differing(
        runs.stream().filter(run -> !run.settings().isEmpty()).map(Groups::settings).toList());
  }

  /**
   * Dotted keys of the settings that differ between trials and decide what they compute.
   *
   * @param all settings of each trial; those that could not be read are empty
   */
  public static Set<String> differingComputing(List<Map<String, String>> all) {
    return differing(
        all.stream().filter(trial -> !trial.isEmpty()).map(Groups::computing).toList());
  }

  /** Dotted keys of the settings that differ; those of an absent normalization are ignored. */
  private static Set<String> differing(List<Map<String, String>> all) {
    Map<String, Set<String>> values = new TreeMap<>();
    Set<String> keys = new TreeSet<>();
    all.forEach(settings -> keys.addAll(settings.keySet()));
    for (Map<String, String> settings : all) {
      for (String key : keys) {
        String value = settings.get(key);
        boolean mayBeAbsent =
            key.startsWith("batchNorm.") && !key.equals(Run.NORMALIZATION)
                || key.equals(DROPOUT_PLACES);
        if (value != null || !mayBeAbsent) {
          values.computeIfAbsent(key, k -> new HashSet<>()).add(String.valueOf(value));
        }
      }
    }
    values.values().removeIf(different -> different.size() < 2);
    return values.keySet();
  }

  /** Some settings of a group; those of an absent normalization say so where nothing else does. */
  public static Map<String, String> restricted(Map<String, String> settings, Set<String> keys) {
    Map<String, String> own = new TreeMap<>(settings);
    own.keySet().retainAll(keys);
    if (!keys.contains(Run.NORMALIZATION)) {
      keys.stream()
          .filter(key -> key.startsWith("batchNorm."))
          .forEach(key -> own.putIfAbsent(key, ""));
    }
    return own;
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
    keys.removeAll(independent(groups));
    keys.removeAll(Set.of(EXPERIMENT, Run.NORMALIZATION, PLACES));
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      List<String> values =
          Stream.of(first, second)
              .map(group -> group.settings().get(key))
              .map(value -> Labels.value(key, value))
              .distinct()
              .toList();
      if (values.size() > 1) {
        differences.add(Labels.setting(key) + " " + String.join(" / ", values));
      }
    }
    return differences;
  }

  /** Of the settings in which groups differ, those that do not follow from another one. */
  public static Set<String> independent(List<Group> groups) {
    List<Map<String, String>> settings = groups.stream().map(Group::settings).toList();
    Set<String> keys = new TreeSet<>();
    settings.forEach(values -> keys.addAll(values.keySet()));
    return independent(settings, keys);
  }

  private static Set<String> independent(List<Map<String, String>> groups, Set<String> keys) {
    List<String> telling = new ArrayList<>(keys);
    telling.sort(
        Comparator.comparing((String key) -> valuesOf(key, groups).size())
            .thenComparing(Comparator.reverseOrder()));
    // Places are many words; a network and its normalization often tell them.
    List<String> others = telling.stream().filter(key -> !key.equals(PLACES)).toList();
    if (follows(PLACES, others, groups)) {
      telling.remove(PLACES);
    }
    for (String key : List.copyOf(telling)) {
      boolean follows =
          !NAMED.contains(key)
              && telling.stream()
                  .filter(other -> !other.equals(key) && !other.equals(EXPERIMENT))
                  .anyMatch(other -> follows(key, List.of(other), groups));
      if (follows) {
        telling.remove(key);
      }
    }
    return new TreeSet<>(telling);
  }

  private static Set<String> valuesOf(String key, List<Map<String, String>> groups) {
    return groups.stream().map(g -> g.getOrDefault(key, "")).collect(Collectors.toSet());
  }

  /** Whether the values of some settings tell that of another in all groups. */
  private static boolean follows(String key, List<String> from, List<Map<String, String>> groups) {
    Map<List<String>, String> known = new HashMap<>();
    for (Map<String, String> group : groups) {
      String value = group.getOrDefault(key, "");
      List<String> given = from.stream().map(other -> group.getOrDefault(other, "")).toList();
      if (!value.equals(known.getOrDefault(given, value))) {
        return false;
      }
      known.put(given, value);
    }
    return true;
  }

  /**
   * The group that is like this one, but without normalization, or null.
   *
   * @param groups to look among
   * @param group possibly without normalization itself
   */
  public static Group control(List<Group> groups, Group group) {
    if (!group.normalized()) {
      return null;
    }
    Map<String, String> others = withoutNormalization(group);
    return groups.stream()
        .filter(other -> !other.normalized() && withoutNormalization(other).equals(others))
        .findFirst()
        .orElse(null);
  }

  /** Whether a setting is tuned to train a given network on given data for a given time. */
  public static boolean isTuned(String key) {
    return TUNED.stream().anyMatch(key::startsWith);
  }

  /**
   * Of groups that differ in nothing but what is tuned, the one with the highest accuracy: on
   * validation images where there are some, else on test images.
   */
  public static List<Group> best(List<Group> groups) {
    List<Score> scores = Score.accuracies(groups);
    Map<Map<String, String>, Group> best = new LinkedHashMap<>();
    for (Group group : groups) {
      Map<String, String> settings = new TreeMap<>(group.settings());
      settings.keySet().removeIf(Groups::isTuned);
      best.merge(settings, group, (a, b) -> scores.isEmpty() || !isBetter(b, a, scores) ? a : b);
    }
    return List.copyOf(best.values());
  }

  private static boolean isBetter(Group group, Group other, List<Score> scores) {
    Score chosenBy = scores.get(scores.size() - 1);
    // A group whose trials all diverged has no accuracy.
    return chosenBy.mean(group) > chosenBy.mean(other) || Double.isNaN(chosenBy.mean(other));
  }

  /**
   * Whether two groups differ, but for their normalization, at most in what is tuned to train a
   * given network on given data for a given time: learning rate, optimizer, penalties, dropout.
   */
  static boolean haveSameConditions(Group a, Group b) {
    return conditions(a).equals(conditions(b));
  }

  private static Map<String, String> conditions(Group group) {
    Map<String, String> settings = withoutNormalization(group);
    settings.keySet().removeIf(Groups::isTuned);
    return settings;
  }

  private static Map<String, String> withoutNormalization(Group group) {
    Map<String, String> settings = new TreeMap<>(group.settings());
    settings.keySet().removeIf(key -> key.startsWith("batchNorm.") || key.equals(EXPERIMENT));
    return settings;
  }

  private static Map<String, String> settings(Run run) {
    Map<String, String> settings = computing(run.settings(), run.normalized());
    if (!run.settings().isEmpty()) {
      settings.put(EXPERIMENT, run.experiment());
    }
    return settings;
  }

  /**
   * Settings that decide what a trial computes, but for its seed; conventions of an absent
   * normalization and places of an absent dropout do not.
   *
   * @param all by dotted key
   */
  public static Map<String, String> computing(Map<String, String> all) {
    return computing(all, !all.getOrDefault(Run.NORMALIZATION, "").equals("none"));
  }

  private static Map<String, String> computing(Map<String, String> all, boolean normalized) {
    Map<String, String> settings = new TreeMap<>(all);
    settings.keySet().removeIf(key -> IGNORED.contains(key) || key.startsWith(RECORDING));
    if (!normalized) {
      settings
          .keySet()
          .removeIf(key -> key.startsWith("batchNorm.") && !key.equals(Run.NORMALIZATION));
    }
    if (settings.getOrDefault("dropout.rate", "").matches("0(\\.0)?")) {
      settings.remove(DROPOUT_PLACES);
    }
    return settings;
  }
}
