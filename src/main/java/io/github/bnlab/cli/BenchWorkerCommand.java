package io.github.bnlab.cli;

import io.github.bnlab.benchmark.TimedStep;
import io.github.bnlab.benchmark.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A process in which {@code bnlab bench} times a kind of training step. */
@Command(name = "bench-worker", hidden = true, description = "Started by `bnlab bench`.")
final class BenchWorkerCommand extends PrintingCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "STEP", description = "Kind of training step.")
  private TimedStep step;

  @Parameters(index = "1", paramLabel = "DIR", description = "Images and settings.")
  private Path folder;

  @Override
  public void run() {
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      new Worker(folder, step).serve(requests, terminal.out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
