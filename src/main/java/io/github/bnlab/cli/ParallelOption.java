package io.github.bnlab.cli;

import io.github.bnlab.backend.Machine;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.experiment.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --parallel}, of every command that trains several trials. */
final class ParallelOption {
  private static final String THREADS = "OMP_NUM_THREADS";

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description =
          "Trials that run side by side, in as many processes (default: as many as pay off:"
              + " the cores divided by --threads, fewer where memory is short; 1 with cuda).")
  private Integer count;

  /**
   * The processes asked for, or those that pay off.
   *
   * @param threads native threads of each, or null where the environment says it
   * @param trials that may run side by side
   * @param results folder that they write into
   * @param more further arguments for each
   */
  Processes processes(Integer threads, List<TrialConfig> trials, Path results, List<String> more) {
    if (count != null && count < 1) {
      throw new ConfigException("--parallel is " + count + "; it must be at least 1");
    }
    List<String> worker = new ArrayList<>(List.of(Main.class.getName(), WorkerCommand.NAME));
    worker.addAll(List.of("--results", results.toString()));
    worker.addAll(more);
    return new Processes(count == null ? thatPayOff(threads, trials) : count, worker);
  }

  private static int thatPayOff(Integer threads, List<TrialConfig> trials) {
    boolean oneDevice = trials.stream().anyMatch(t -> t.backend() == BackendKind.CUDA);
    int most =
        Math.min(trials.size(), Processes.thatPayOff(Machine.here(), nativeThreads(threads)));
    return oneDevice ? 1 : Math.max(1, most);
  }

  private static int nativeThreads(Integer threads) {
    if (threads != null) {
      return Math.max(1, threads);
    }
    String given = System.getenv().getOrDefault(THREADS, "1");
    return given.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(given) : 1;
  }
}
