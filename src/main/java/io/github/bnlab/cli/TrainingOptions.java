package io.github.bnlab.cli;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.StopSignal;
import io.github.bnlab.experiment.TrialListener;
import io.github.bnlab.experiment.TrialSummary;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How trials are trained, of every command that trains. */
final class TrainingOptions {
  @Mixin private DataOption data;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of a training step (default: BNLAB_THREADS, else 1).")
  private Integer threads;

  @Mixin private ParallelOption parallel;

  @Mixin private CheckpointOption checkpoints;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress, only results and errors.")
  private boolean quiet;

  RunOptions of(
      Path results, Terminal terminal, Experiment experiment, Earlier earlier, StopSignal stop) {
    return new RunOptions(
        results,
        data.source(terminal),
        earlier,
        checkpoints.interval(),
        stop,
        parallel.count(threads, experiment.trials()));
  }

  /** Says that the command has begun: the first trial takes seconds to begin. */
  void begin(Terminal terminal) {
    if (quiet) {
      terminal.status().turnOff();
    }
    terminal.doing("reading the configuration");
  }

  /**
   * Says that the command was interrupted.
   *
   * @param remaining what the same command does next; may be empty
   * @return the exit code
   */
  static int interrupted(Terminal terminal, String remaining) {
    terminal.notice("bnlab: interrupted; run the same command to continue" + remaining + ".");
    return ExitCode.INTERRUPTED;
  }

  /** Progress that hands over each trial when it is over. */
  TrialListener progress(Terminal terminal, Consumer<TrialSummary> whenOver) {
    return new RunProgress(terminal, quiet, whenOver);
  }
}
