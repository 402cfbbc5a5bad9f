package io.github.bnlab.recording;

import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.training.TrainingState;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is needed, beside the records of its run, to resume a trial.
 *
 * @param origin what the state was computed from
 * @param state of the training
 */
public record Checkpoint(Origin origin, TrainingState state) {
  /**
   * What a state is computed from; a trial is resumed only if its origin is equal.
   *
   * @param trial settings, as {@code trial.yaml} holds them
   * @param data SHA-256 of the content by file name
   * @param initialParameters SHA-256 of the network's parameters before the first step
   * @param fit what the numbers of DL4J's {@code fit} depend on, by name; empty if the engine
   *     trains
   * @param revision of the program
   */
  public record Origin(
      String trial,
      Map<String, String> data,
      String initialParameters,
      Map<String, String> fit,
      String revision) {
    public Origin {
      data = Collections.unmodifiableMap(new TreeMap<>(data)); // always in the same order
      fit = Collections.unmodifiableMap(new TreeMap<>(fit));
    }

    /** The same with the settings as this version writes them. */
    Origin current() {
      return new Origin(ExperimentReader.current(trial), data, initialParameters, fit, revision);
    }

    /** How this origin differs from another one, or an empty text if they agree. */
    public String difference(Origin other) {
      if (!trial.equals(other.trial)) {
        return "its settings differ from those of its checkpoint";
      }
      if (!data.equals(other.data)) {
        return "the data differs from that of its checkpoint";
      }
      if (!initialParameters.equals(other.initialParameters)) {
        return "the initial parameters differ from those of its checkpoint";
      }
      return fitDifference(other.fit);
    }

    /** How what {@code fit} depends on differs from that of now, or an empty text. */
    public String fitDifference(Map<String, String> now) {
      Set<String> names = new TreeSet<>(fit.keySet());
      names.addAll(now.keySet());
      String differences =
          names.stream()
              .filter(name -> !Objects.equals(fit.get(name), now.get(name)))
              .map(name -> name + ": " + shown(fit, name) + " then, " + shown(now, name) + " now")
              .collect(Collectors.joining("; "));
      return differences.isEmpty()
          ? ""
          : "DL4J's fit can give other numbers here (" + differences + ")";
    }

    private static String shown(Map<String, String> fit, String name) {
      return fit.getOrDefault(name, "not set");
    }
  }
}
