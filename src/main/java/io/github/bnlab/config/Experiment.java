package io.github.bnlab.config;

import io.github.bnlab.config.TrialConfig.BackendKind;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An experiment: trials that differ in the settings that vary.
 *
 * @param name the folder below the results folder
 * @param description one or two sentences for people, possibly empty
 * @param trials at least one, names distinct
 */
public record Experiment(String name, String description, List<TrialConfig> trials) {
  public Experiment {
    SafeNames.require("name", name);
    trials = List.copyOf(trials);
    if (trials.isEmpty()) {
      throw new ConfigException("experiment " + name + " has no trials; give at least one");
    }
    Set<String> names = new HashSet<>();
    for (TrialConfig trial : trials) {
      // Folders of some file systems do not tell upper from lower case.
      if (!names.add(trial.trial().toLowerCase(Locale.ROOT))) {
        throw new ConfigException(
            "experiment " + name + " has two trials named " + trial.trial() + "; give them labels");
      }
    }
  }

  /** The same trials on a backend. */
  public Experiment on(BackendKind backend) {
    return new Experiment(
        name, description, trials.stream().map(trial -> trial.on(backend)).toList());
  }

  /** The same trials under another name, which is shortened where it is too long. */
  public Experiment named(String other) {
    String shorter = SafeNames.shorten(other);
    return new Experiment(
        shorter, description, trials.stream().map(trial -> trial.in(shorter)).toList());
  }
}
