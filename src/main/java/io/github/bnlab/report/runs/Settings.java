package io.github.bnlab.report.runs;

import io.github.bnlab.recording.files.RecordException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Settings of a trial by dotted key, whatever the keys are: a report also reads what older versions
 * of the program wrote.
 */
final class Settings {
  private Settings() {}

  /**
   * Flattens YAML; lists become texts separated by commas.
   *
   * @throws RecordException if it is not a YAML mapping
   */
  static Map<String, String> of(String yaml) {
    Map<String, String> settings = new TreeMap<>();
    try {
      if (!(new Load(LoadSettings.builder().build()).loadFromString(yaml) instanceof Map<?, ?> m)) {
        throw new RecordException("it holds no settings");
      }
      flatten("", m, settings);
    } catch (YamlEngineException e) {
      throw new RecordException("it is not YAML: " + e.getMessage().lines().findFirst().get(), e);
    }
    return settings;
  }

  private static void flatten(String prefix, Map<?, ?> map, Map<String, String> into) {
    map.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner) {
            flatten(prefix + key + ".", inner, into);
          } else if (value instanceof List<?> list) {
            into.put(
                prefix + key, list.stream().map(String::valueOf).collect(Collectors.joining(", ")));
          } else if (value != null) {
            into.put(prefix + key, String.valueOf(value));
          }
        });
  }
}
