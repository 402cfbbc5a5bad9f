package io.github.bnlab.cli;

import io.github.bnlab.experiment.Experiments;
import io.github.bnlab.experiment.StopSignal;
import io.github.bnlab.report.Reports;
import io.github.bnlab.report.live.LiveServer;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "live",
    description = {
      "Serve the report of an experiment on this machine, and update it while its records grow.",
      "The command prints the address. The server ends with the run; if no run is in progress, with"
          + " Ctrl-C."
    },
    footer = {
      "",
      "Examples:",
      "  bnlab live results/quickstart --open",
      "  bnlab live results/mnist-convergence --keep --port 8080",
      "  bnlab run mnist-convergence --live"
    })
final class LiveCommand extends PrintingCommand implements Runnable {
  /** A search runs trial after trial; between two of them none is running. */
  private static final long PAUSE_NANOS = 5_000_000_000L;

  @Parameters(paramLabel = "DIR", description = "Folder of an experiment.")
  private Path folder;

  @Mixin private LiveOptions options;

  @Override
  public void run() {
    BooleanSupplier running = () -> Experiments.isRunning(folder);
    boolean follows = running.getAsBoolean() && !options.keep;
    try (Interruption interruption = new Interruption();
        LiveServer server =
            options.start(port -> Reports.live(folder, running, port), folder, terminal)) {
      StopSignal stop = interruption.stop();
      stop.begin();
      if (follows) {
        long[] seen = {System.nanoTime()};
        LiveOptions.await(
            () -> {
              seen[0] = running.getAsBoolean() ? System.nanoTime() : seen[0];
              return stop.requested() || System.nanoTime() - seen[0] > PAUSE_NANOS;
            });
      }
      options.end(server, !follows, stop::requested, terminal);
    }
  }
}
