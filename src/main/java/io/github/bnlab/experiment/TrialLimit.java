package io.github.bnlab.experiment;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The largest value of a setting with which a trial trains.
 *
 * @param trial its name
 * @param settings its other settings, by dotted key
 * @param largestTrained the largest value that trained, or null if none did
 * @param smallestFailed the smallest value that failed, or null if not even the highest did
 * @param failure why that one failed, or empty
 */
public record TrialLimit(
    String trial,
    Map<String, String> settings,
    Double largestTrained,
    Double smallestFailed,
    String failure) {
  private static final String SEED = "training.seed";

  public TrialLimit {
    settings = new LinkedHashMap<>(settings);
  }

  /** What it shares with trials that differ in their seed alone. */
  Map<String, String> withoutSeed() {
    Map<String, String> shared = new LinkedHashMap<>(settings);
    shared.remove(SEED);
    return shared;
  }

  /** Whether the limit lies between two values. */
  boolean isBracketed() {
    return largestTrained != null && smallestFailed != null;
  }
}
