package io.github.bnlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Machines that run trials. An implementation is an optional part of the program, found by {@link
 * java.util.ServiceLoader} where it is on the class path.
 */
public interface Cluster {
  /**
   * Runs trials until all are over, or until a stop is requested; then those that are running are
   * cancelled.
   *
   * @param options where and how
   * @param trials called on the calling thread only
   * @throws io.github.bnlab.backend.BackendException if the cluster cannot be used; what is done is
   *     kept
   */
  void run(Options options, RemoteTrials trials);

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
  record Options(
      String master,
      Map<String, String> settings,
      int slots,
      Duration patience,
      int threads,
      Path program) {
    public Options {
      settings = Map.copyOf(settings);
    }
  }
}
