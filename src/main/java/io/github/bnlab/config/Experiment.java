package io.github.bnlab.config;

import java.util.List;

/**
 * A question asked by training: trials that differ in the settings that vary.
 *
 * @param name the folder below the results folder
 * @param description one or two sentences for people, possibly empty
 * @param varied dotted keys of the settings in which the trials differ, in order of the file
 * @param trials at least one, names distinct
 */
public record Experiment(
    String name, String description, List<String> varied, List<TrialConfig> trials) {
  public Experiment {
    varied = List.copyOf(varied);
    trials = List.copyOf(trials);
  }
}
