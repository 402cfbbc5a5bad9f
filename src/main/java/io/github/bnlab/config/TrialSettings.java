package io.github.bnlab.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a trial for people, and where each comes from.
 *
 * @param trial name of the trial
 * @param settings in the order of the records
 */
public record TrialSettings(String trial, List<Setting> settings) {
  public TrialSettings {
    settings = List.copyOf(settings);
  }

  /**
   * One setting.
   *
   * @param key dotted
   * @param value on one line
   * @param origin {@code default}, {@code FILE:LINE:COLUMN}, {@code override KEY=VALUE}, or {@code
   *     convention NAME}
   */
  public record Setting(String key, String value, String origin) {}

  static TrialSettings of(ResolvedTrial trial) {
    Map<String, Tree> given = trial.settings();
    return new TrialSettings(
        trial.config().trial(),
        Schema.TRIAL.keys().stream()
            .filter(given::containsKey)
            .map(key -> new Setting(key, given.get(key).text(), given.get(key).origin().text()))
            .toList());
  }

  /**
   * The effective settings by dotted key, on one line each, in the order of the records, to tell
   * kinds of trials apart. A convention has its name and all of its parts, also that of a preset; a
   * list of all places is {@code all}; an absent dropout has no places.
   */
  public static Map<String, String> of(TrialConfig trial) {
    Map<String, String> settings = new LinkedHashMap<>();
    flatten("", RecordCodec.of(trial, trial.places()), settings);
    TrialYaml.flat(trial.batchNorm().convention())
        .forEach((part, value) -> settings.put(Schema.join(Schema.CONVENTION, part), value));
    settings.remove(Schema.join(Schema.CONVENTION, "name"));
    if (trial.dropout().rate() == 0) {
      settings.remove("dropout.after");
    }
    settings.remove("experiment");
    settings.remove("trial");
    return settings;
  }

  /**
   * Whether the setting of a dotted key is a whole number, such as {@code training.epochs}.
   *
   * @throws ConfigException if there is no such setting
   */
  public static boolean isWhole(String key) {
    Schema setting =
        Schema.TRIAL
            .find(key)
            .orElseThrow(() -> new ConfigException(Schema.message(key, Schema.meant(key))));
    return List.of(int.class, Integer.class, long.class).contains(setting.type());
  }

  private static void flatten(String parent, Map<?, ?> values, Map<String, String> settings) {
    values.forEach(
        (name, value) -> {
          String key = Schema.join(parent, (String) name);
          if (value instanceof Map<?, ?> inner && !key.equals(Schema.CONVENTION)) {
            flatten(key, inner, settings);
          } else {
            settings.put(key, "" + (value instanceof Map<?, ?> own ? own.get("name") : value));
          }
        });
  }
}
