package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run;
import java.util.List;
import java.util.Map;

/**
 * Trials that differ in their seed only.
 *
 * @param label what sets the group apart, for people
 * @param settings the settings in which groups differ, by dotted key
 * @param runs at least one
 */
public record Group(String label, Map<String, String> settings, List<Run> runs) {
  public Group {
    runs = List.copyOf(runs);
  }

  /** The first trial, which stands for the group where only one can be shown. */
  public Run first() {
    return runs.get(0);
  }

  /** Whether a normalization of any kind is part of the network. */
  public boolean normalized() {
    return first().normalized();
  }
}
