package io.github.bnlab.cli;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.Require;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.StopSignal;
import io.github.bnlab.experiment.TrialListener;
import io.github.bnlab.experiment.TrialSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that trains: on what, how many trials at the same time, with which checkpoints. */
abstract class TrainingCommand extends PrintingCommand implements Callable<Integer> {
  /** Heap of a trial of BN-LeNet with its records, generously. */
  private static final long TRIAL_BYTES = 128L << 20;

  @Mixin BackendOptions backend;
  @Mixin private DataOption data;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of a training step (default: BNLAB_THREADS, else 1).")
  private Integer threads;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description =
          "Trials that run at the same time (default: the cores divided by --threads, fewer if"
              + " Java has too little memory; 1 with cuda).")
  private Integer parallel;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "M",
      description =
          "Minutes between two checkpoints within an epoch (default: 5). A checkpoint is also saved"
              + " after every epoch. With 0, there are none, and an unfinished trial starts again"
              + " from the beginning.")
  private Double minutes;

  @Option(
      names = {"-q", "--quiet"},
      description =
          "Do not show the progress of trials, only notices (such as downloads), results and errors.")
  private boolean quiet;

  @Option(
      names = "--rerun",
      description = "Run all trials from their beginning and replace earlier runs of them.")
  boolean rerun;

  private final Set<String> told = new HashSet<>();

  /** Says that the command has begun: the first trial takes seconds to begin. */
  final void begin() {
    if (quiet) {
      terminal.status().turnOff();
    }
    terminal.doing("reading the configuration");
  }

  final RunOptions options(Path results, Experiment experiment, StopSignal stop) {
    return new RunOptions(
        results,
        data.source(terminal),
        earlier(),
        checkpoints(),
        stop,
        atATime(experiment.trials()));
  }

  /** What happens to trials that were run before. */
  Earlier earlier() {
    return rerun ? Earlier.RERUN : Earlier.GO_ON;
  }

  /** Zero for none. */
  private Duration checkpoints() {
    if (minutes == null) {
      return RunOptions.USUAL_CHECKPOINTS;
    }
    Require.that(
        minutes >= 0 && minutes < 1e6,
        "--checkpoint-minutes",
        minutes,
        "be a number of minutes, or 0 for no checkpoints");
    return minutes == 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(1, Math.round(minutes * 60_000)));
  }

  /** The number of trials asked for, or the largest that is useful. */
  private int atATime(List<TrialConfig> trials) {
    if (parallel != null) {
      Require.atLeast(1, parallel, "--parallel", "");
      return parallel;
    }
    boolean oneDevice = trials.stream().anyMatch(t -> t.backend() == BackendKind.CUDA);
    int carried = mostTrials(threads == null ? nativeThreads() : Math.max(1, threads));
    return oneDevice ? 1 : Math.min(trials.size(), carried);
  }

  /** The largest number of trials that the cores and the heap of this process carry. */
  static int mostTrials(int threads) {
    long byMemory = Runtime.getRuntime().maxMemory() / TRIAL_BYTES;
    return (int)
        Math.max(1, Math.min(Runtime.getRuntime().availableProcessors() / threads, byMemory));
  }

  /** Threads of a training step, as the launcher sets them. */
  static int nativeThreads() {
    String given = System.getenv().getOrDefault("OMP_NUM_THREADS", "1");
    return given.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(given) : 1;
  }

  final TrialListener progress() {
    return progress(summary -> {});
  }

  /** Progress that hands over each trial when it is over. */
  final TrialListener progress(Consumer<TrialSummary> whenOver) {
    return new RunProgress(terminal, quiet, whenOver, told);
  }

  /** Says that the command was interrupted, and what remains; returns the exit code. */
  final int interrupted(String remaining) {
    String next = "run the same command to continue" + remaining;
    if (rerun) {
      next =
          "the same command begins again with all trials; without --rerun, finished trials stay as"
              + " they are";
    } else if (minutes != null && minutes == 0) {
      next += "; without checkpoints, unfinished trials begin again";
    }
    tell("interrupted; " + next);
    return ExitCode.INTERRUPTED;
  }
}
