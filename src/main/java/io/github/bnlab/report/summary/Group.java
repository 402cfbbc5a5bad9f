package io.github.bnlab.report.summary;

import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.report.runs.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
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
 * Trials that differ in their seed only; what puts trials into groups, and groups beside each
 * other.
 *
 * @param label what sets the group apart, for people
 * @param settings the settings in which groups differ, by dotted key
 * @param runs at least one, of different seeds
 * @param repetitions trials with the seed of one of them, which do not count
 */
public record Group(
    String label, Map<String, String> settings, List<Run> runs, List<Run> repetitions) {
  /** Where the name of the experiment is kept among the settings of a group. */
  public static final String EXPERIMENT = "experiment";

  private static final String BATCH_NORM = "batchNorm.";
  private static final String CONVENTION = "batchNorm.convention";
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
    Set<String> varied = varied(runs);
    Map<Map<String, String>, List<Run>> byValues = new LinkedHashMap<>();
    for (Run run : runs) {
      Map<String, String> values = settings(run);
      values.keySet().retainAll(varied);
      if (run.settings().isEmpty()) {
        values.put("trial", run.trial());
      }
      byValues.computeIfAbsent(values, key -> new ArrayList<>()).add(run);
    }
    List<Group> groups = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    Set<String> telling = independent(byValues.keySet(), varied);
    byValues.forEach(
        (values, members) -> {
          String label = Labels.of(restricted(values, telling), members.get(0));
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

  /** Dotted keys of the settings that differ between groups of trials. */
  public static Set<String> varied(List<Run> runs) {
    return differing(
        runs.stream().filter(run -> !run.settings().isEmpty()).map(Group::settings).toList());
  }

  /**
   * Dotted keys of the settings that differ between trials and decide what they compute.
   *
   * @param all settings of each trial; those that could not be read are empty
   */
  public static Set<String> differingComputing(List<Map<String, String>> all) {
    return differing(all.stream().filter(trial -> !trial.isEmpty()).map(Group::computing).toList());
  }

  /** Dotted keys of the settings that differ; those of an absent normalization are ignored. */
  private static Set<String> differing(List<Map<String, String>> all) {
    Set<String> keys = new TreeSet<>();
    all.forEach(settings -> keys.addAll(settings.keySet()));
    keys.removeIf(
        key ->
            all.stream()
                    .map(settings -> settings.get(key))
                    .filter(value -> value != null || !mayBeAbsent(key))
                    .distinct()
                    .count()
                < 2);
    // A convention is called by its name, or by the only part in which it differs from a preset.
    boolean presets =
        all.stream()
            .map(settings -> settings.getOrDefault(CONVENTION, ""))
            .allMatch(name -> name.isEmpty() || BatchNormConventions.find(name).isPresent());
    List<String> parts = keys.stream().filter(key -> key.startsWith(CONVENTION + ".")).toList();
    if (presets || parts.size() != 1) {
      parts.forEach(keys::remove);
    } else {
      keys.remove(CONVENTION);
    }
    return keys;
  }

  private static boolean mayBeAbsent(String key) {
    return isOfNormalization(key) || key.equals(DROPOUT_PLACES);
  }

  /** Whether a setting says more of a normalization than which one it is. */
  private static boolean isOfNormalization(String key) {
    return key.startsWith(BATCH_NORM) && !key.equals(Run.NORMALIZATION);
  }

  /** Some settings of a group; those of an absent normalization say so where nothing else does. */
  public static Map<String, String> restricted(Map<String, String> settings, Set<String> keys) {
    Map<String, String> own = new TreeMap<>(settings);
    own.keySet().retainAll(keys);
    if (!keys.contains(Run.NORMALIZATION)) {
      keys.stream()
          .filter(key -> key.startsWith(BATCH_NORM))
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
      String one = Labels.value(key, first.settings().get(key));
      String other = Labels.value(key, second.settings().get(key));
      if (!one.equals(other)) {
        differences.add(Labels.setting(key) + " " + one + " / " + other);
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

  private static Set<String> independent(Collection<Map<String, String>> groups, Set<String> keys) {
    List<String> telling = new ArrayList<>(keys);
    telling.sort(
        Comparator.comparing(
                (String key) ->
                    groups.stream().map(g -> g.getOrDefault(key, "")).distinct().count())
            .thenComparing(Comparator.reverseOrder()));
    // Places are many words; a network and its normalization often tell them.
    List<String> others = telling.stream().filter(key -> !key.equals(PLACES)).toList();
    if (follows(PLACES, others, groups)) {
      telling.remove(PLACES);
    }
    for (String key : List.copyOf(telling)) {
      if (!NAMED.contains(key)
          && telling.stream()
              .filter(other -> !other.equals(key) && !other.equals(EXPERIMENT))
              .anyMatch(other -> follows(key, List.of(other), groups))) {
        telling.remove(key);
      }
    }
    return new TreeSet<>(telling);
  }

  /** Whether the values of some settings tell that of another in all groups. */
  private static boolean follows(
      String key, List<String> from, Collection<Map<String, String>> groups) {
    Map<List<String>, String> known = new HashMap<>();
    return groups.stream()
        .allMatch(
            group -> {
              String value = group.getOrDefault(key, "");
              List<String> given = from.stream().map(o -> group.getOrDefault(o, "")).toList();
              String before = known.put(given, value);
              return before == null || before.equals(value);
            });
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
        .filter(other -> other.without(Group::isCompared).equals(group.without(Group::isCompared)))
        .findFirst()
        .orElse(null);
  }

  /** Settings but for some. */
  private Map<String, String> without(Predicate<String> keys) {
    Map<String, String> others = new TreeMap<>(settings);
    others.keySet().removeIf(keys);
    return others;
  }

  private static boolean isCompared(String key) {
    return key.startsWith(BATCH_NORM) || key.equals(EXPERIMENT);
  }

  /** Whether a setting is tuned to train a given network on given data for a given time. */
  public static boolean isTuned(String key) {
    return TUNED.stream().anyMatch(key::startsWith);
  }

  /**
   * Of groups that differ in nothing but what is tuned, the one with the highest accuracy: on
   * validation images where both of two have some, else on test images.
   */
  public static List<Group> best(List<Group> groups) {
    List<Score> scores = Score.accuracies(groups);
    BinaryOperator<Group> better =
        scores.isEmpty()
            ? (a, b) -> a
            : (a, b) ->
                BinaryOperator.minBy(Score.choosing(List.of(a, b), scores).bestFirst()).apply(a, b);
    Map<Map<String, String>, Group> best = new LinkedHashMap<>();
    groups.forEach(group -> best.merge(group.without(Group::isTuned), group, better));
    return List.copyOf(best.values());
  }

  /**
   * Whether two groups differ, but for their normalization, at most in what is tuned to train a
   * given network on given data for a given time: learning rate, optimizer, penalties, dropout.
   */
  static boolean haveSameConditions(Group a, Group b) {
    Predicate<String> left = key -> isCompared(key) || isTuned(key);
    return a.without(left).equals(b.without(left));
  }

  /** {@link #computing Settings} of a trial with its experiment and the data really used. */
  public static Map<String, String> settings(Run run) {
    Map<String, String> settings = computing(run.settings());
    settings.put(EXPERIMENT, run.experiment());
    if (run.standIn()) {
      settings.put("dataset.name", run.dataset());
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
    boolean normalized = !all.getOrDefault(Run.NORMALIZATION, "").equals("none");
    Map<String, String> settings = new TreeMap<>(all);
    settings
        .keySet()
        .removeIf(
            key ->
                IGNORED.contains(key)
                    || key.startsWith(RECORDING)
                    || !normalized && isOfNormalization(key));
    if (settings.getOrDefault("dropout.rate", "").matches("0(\\.0)?")) {
      settings.remove(DROPOUT_PLACES);
    }
    spellOutConvention(settings);
    return settings;
  }

  /** Name and parts of a convention, whether a record names a preset or has all parts. */
  private static void spellOutConvention(Map<String, String> settings) {
    BatchNormConventions.find(settings.getOrDefault(CONVENTION, ""))
        .map(TrialYaml::flat)
        .ifPresent(
            parts -> parts.forEach((part, value) -> settings.put(CONVENTION + "." + part, value)));
    String name = settings.remove(CONVENTION + ".name");
    if (name != null) {
      settings.put(CONVENTION, name);
    }
  }
}
