package io.github.bnlab.cli;

import io.github.bnlab.benchmark.TimedStep;
import io.github.bnlab.benchmark.Worker;
import io.github.bnlab.experiment.TrialWorker;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Hidden commands: processes that answer the requests of another one. */
final class WorkerCommands {
  private WorkerCommands() {}

  private static BufferedReader requests() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  /** Times a kind of training step. */
  @Command(name = "bench-worker", hidden = true, description = "Started by `bnlab bench`.")
  static final class OfBench extends PrintingCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "STEP", description = "Kind of training step.")
    private TimedStep step;

    @Parameters(index = "1", paramLabel = "DIR", description = "Images and settings.")
    private Path folder;

    @Parameters(index = "2", paramLabel = "NETWORK", description = "Name in the literature.")
    private String network;

    @Parameters(index = "3", paramLabel = "NORM", description = "As in configurations.")
    private String normalization;

    @Parameters(index = "4", paramLabel = "BATCH", description = "Examples per step.")
    private int batchSize;

    @Override
    public Integer call() {
      new Worker(folder, step, network, normalization, batchSize).serve(requests(), terminal.out());
      return ExitCode.OK;
    }
  }

  /** Runs trials on a machine of a cluster. */
  @Command(name = "trial-worker", hidden = true, description = "Started by `bnlab run --on`.")
  static final class OfTrials extends PrintingCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "To work in; it is removed.")
    private Path folder;

    @Parameters(index = "1", paramLabel = "DATA", description = "Folder of the data.")
    private Path data;

    @Override
    public Integer call() throws Exception {
      new TrialWorker(folder, data, terminal.out()).serve(requests());
      return ExitCode.OK;
    }
  }
}
