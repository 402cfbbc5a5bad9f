package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.BackendKind;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --parallel}, of every command that trains several trials. */
final class ParallelOption {
  private static final String THREADS = "OMP_NUM_THREADS";

  /** Heap of a trial of BN-LeNet with its records, generously. */
  private static final long TRIAL_BYTES = 128L << 20;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description =
          "Trials that run at the same time (default: the cores divided by --threads, fewer if"
              + " Java has too little memory; 1 with cuda).")
  private Integer count;

  /**
   * The number asked for, or the largest that is useful.
   *
   * @param threads of a training step, or null where the environment says it
   * @param trials that may run at the same time
   */
  int count(Integer threads, List<TrialConfig> trials) {
    if (count != null && count < 1) {
      throw new ConfigException("--parallel is " + count + "; it must be at least 1");
    }
    if (count != null) {
      return count;
    }
    boolean oneDevice = trials.stream().anyMatch(t -> t.backend() == BackendKind.CUDA);
    return oneDevice ? 1 : Math.max(1, Math.min(trials.size(), most(nativeThreads(threads))));
  }

  /** The largest number of trials that the cores and the heap of this process carry. */
  static int most(int threads) {
    long byMemory = Runtime.getRuntime().maxMemory() / TRIAL_BYTES;
    return (int)
        Math.max(1, Math.min(Runtime.getRuntime().availableProcessors() / threads, byMemory));
  }

  static int nativeThreads(Integer threads) {
    if (threads != null) {
      return Math.max(1, threads);
    }
    String given = System.getenv().getOrDefault(THREADS, "1");
    return given.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(given) : 1;
  }
}
