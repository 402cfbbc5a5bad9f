package io.github.bnlab.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads configurations that tests write out; their file is called {@code c.yaml} in messages. */
public final class ConfigurationText {
  private final Path file;

  ConfigurationText(Path folder) {
    this.file = folder.resolve("c.yaml");
  }

  /** The dotted keys of all settings, in the order of the records. */
  public static List<String> keys() {
    return Schema.TRIAL.keys();
  }

  Experiment read(String yaml, String... overrides) {
    return read(yaml.getBytes(StandardCharsets.UTF_8), overrides);
  }

  Experiment read(byte[] yaml, String... overrides) {
    write(yaml);
    return ExperimentReader.read(file, List.of(overrides));
  }

  TrialConfig one(String yaml, String... overrides) {
    List<TrialConfig> trials = read(yaml, overrides).trials();
    if (trials.size() != 1) {
      throw new AssertionError("not one trial: " + trials);
    }
    return trials.get(0);
  }

  List<String> names(String yaml, String... overrides) {
    return read(yaml, overrides).trials().stream().map(TrialConfig::trial).toList();
  }

  TrialSettings explain(String yaml, String... overrides) {
    write(yaml.getBytes(StandardCharsets.UTF_8));
    return ExperimentReader.explain(file, List.of(overrides)).get(0);
  }

  /** The message with which reading fails. */
  String error(String yaml, String... overrides) {
    return error(yaml.getBytes(StandardCharsets.UTF_8), overrides);
  }

  String error(byte[] yaml, String... overrides) {
    ConfigException error =
        catchThrowableOfType(ConfigException.class, () -> read(yaml, overrides));
    if (error == null) {
      throw new AssertionError("accepted");
    }
    return error.getMessage().replace(file.toString(), "c.yaml");
  }

  private void write(byte[] yaml) {
    try {
      Files.write(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
