package io.github.bnlab.cli;

import io.github.bnlab.experiment.TrialWorker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that {@code bnlab run --parallel} starts for each trial; not for people. */
@Command(name = WorkerCommand.NAME, hidden = true)
final class WorkerCommand implements Callable<Integer> {
  static final String NAME = "worker";

  private final Terminal terminal;

  @Parameters(paramLabel = "TRIAL")
  private Path trial;

  @Option(names = "--results", required = true)
  private Path results;

  @Mixin private DataOption data;
  @Mixin private CheckpointOption checkpoints;

  WorkerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (Interruption interruption = new Interruption()) {
      new ParentWatch(System.in, interruption.stop()).start();
      TrialWorker.run(
          trial,
          results,
          data.source(terminal),
          checkpoints.interval(),
          interruption.stop(),
          line -> terminal.out().println(line));
      terminal.flush();
      return interruption.stop().requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
    }
  }
}
