package io.github.bnlab.cli;

import io.github.bnlab.experiment.TrialWorker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that {@code bnlab run --parallel} starts to run trials; not for people. */
@Command(name = WorkerCommand.NAME, hidden = true)
final class WorkerCommand implements Callable<Integer> {
  static final String NAME = "worker";

  private static final long PATIENCE_SECONDS = 60;

  private final Terminal terminal;

  @Option(names = "--results", required = true)
  private Path results;

  @Mixin private DataOption data;
  @Mixin private CheckpointOption checkpoints;

  WorkerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Interruption interruption = new Interruption()) {
      TrialWorker worker =
          new TrialWorker(
              results,
              data.source(terminal),
              checkpoints.interval(),
              interruption.stop(),
              line -> {
                terminal.out().println(line);
                terminal.flush();
              });
      worker.runAll(System.in, WorkerCommand::endByForceAfterAWhile);
      return ExitCode.OK;
    }
  }

  /** For a step that hangs when nobody waits for it any more. */
  private static void endByForceAfterAWhile() {
    try {
      TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.FAILURE);
  }
}
