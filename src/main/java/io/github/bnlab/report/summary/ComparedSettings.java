package io.github.bnlab.report.summary;

import static java.util.stream.Collectors.toCollection;

import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.report.runs.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Settings by which trials are compared: those that decide what a trial computes, those of them
 * that differ, and those that do not follow from others. Settings are maps from dotted keys to
 * values.
 */
public final class ComparedSettings {
  /** Where the name of the experiment is kept among the settings of a group. */
  public static final String EXPERIMENT = "experiment";

  static final String BATCH_NORM = "batchNorm.";
  static final String PLACES = "batchNorm.where";

  private static final String CONVENTION = "batchNorm.convention";
  private static final String DROPOUT_PLACES = "dropout.after";

  /** What a group is called by wherever it differs. */
  private static final Set<String> NAMED = Set.of(EXPERIMENT, "network");

  /** The seed, and what names a trial or says where it runs, but not what it computes. */
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

  private ComparedSettings() {}

  /** {@link #computing Settings} of a trial with its experiment and the data really used. */
  public static Map<String, String> of(Run run) {
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

  /** Dotted keys of {@link #of these settings} that differ between trials that could be read. */
  public static Set<String> varied(List<Run> runs) {
    return differing(
        runs.stream().filter(run -> !run.settings().isEmpty()).map(ComparedSettings::of).toList());
  }

  /**
   * Dotted keys of {@link #computing these settings} that differ between trials.
   *
   * @param all settings of each trial; those that could not be read are empty
   */
  public static Set<String> differingComputing(List<Map<String, String>> all) {
    return differing(
        all.stream().filter(trial -> !trial.isEmpty()).map(ComparedSettings::computing).toList());
  }

  /** Dotted keys of the settings that differ; those of an absent normalization are ignored. */
  private static Set<String> differing(List<Map<String, String>> all) {
    Set<String> keys = keys(all);
    keys.removeIf(
        key ->
            all.stream()
                    .map(settings -> settings.get(key))
                    .filter(value -> value != null || !mayBeAbsent(key))
                    .distinct()
                    .count()
                < 2);
    // A convention is called by its name, or by the only part in which it differs from a preset;
    // several of the same name also by their parts.
    boolean presets =
        all.stream()
            .map(settings -> settings.getOrDefault(CONVENTION, ""))
            .allMatch(name -> name.isEmpty() || BatchNormConventions.find(name).isPresent());
    List<String> parts = keys.stream().filter(key -> key.startsWith(CONVENTION + ".")).toList();
    if (presets
        || parts.size() > 1
            && parts.stream().allMatch(part -> follows(part, List.of(CONVENTION), all))) {
      parts.forEach(keys::remove);
    } else if (parts.size() == 1) {
      keys.remove(CONVENTION);
    }
    return keys;
  }

  private static Set<String> keys(Collection<Map<String, String>> all) {
    return all.stream()
        .flatMap(settings -> settings.keySet().stream())
        .collect(toCollection(TreeSet::new));
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
   * Of the settings in which groups of trials differ, those that do not follow from another one;
   * the normalization from another setting of it only, because that is what a report is about.
   *
   * @param groups settings of each group
   */
  public static Set<String> independent(Collection<Map<String, String>> groups) {
    return independent(groups, keys(groups));
  }

  /** The same among some settings. */
  static Set<String> independent(Collection<Map<String, String>> groups, Set<String> keys) {
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
              .filter(other -> !key.equals(Run.NORMALIZATION) || other.startsWith(BATCH_NORM))
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

  /** Whether a setting is tuned to train a given network on given data for a given time. */
  public static boolean isTuned(String key) {
    return TUNED.stream().anyMatch(key::startsWith);
  }
}
