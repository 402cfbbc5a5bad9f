package io.github.bnlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Which cluster runs trials, and how.
 *
 * @param master its address
 * @param settings of the cluster's software, by name; they win over those of the program
 * @param slots how many trials run at the same time; 0: as many as the cluster takes
 * @param patience how long the cluster may be without a machine that runs trials
 * @param threads of a training step
 * @param program folder with what the build made for the cluster
 */
public record ClusterOptions(
    String master,
    Map<String, String> settings,
    int slots,
    Duration patience,
    int threads,
    Path program) {
  public ClusterOptions {
    settings = Map.copyOf(settings);
  }
}
