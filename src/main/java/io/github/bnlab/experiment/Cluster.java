package io.github.bnlab.experiment;

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
  void run(ClusterOptions options, RemoteTrials trials);
}
