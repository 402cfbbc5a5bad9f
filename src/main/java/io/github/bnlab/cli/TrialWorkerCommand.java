package io.github.bnlab.cli;

import io.github.bnlab.experiment.TrialWorker;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A process in which a machine of a cluster runs trials. */
@Command(name = "trial-worker", hidden = true, description = "Started by `bnlab run --on`.")
final class TrialWorkerCommand extends PrintingCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "To work in; it is removed.")
  private Path folder;

  @Parameters(index = "1", paramLabel = "DATA", description = "Folder of the data.")
  private Path data;

  @Override
  public Integer call() throws Exception {
    new TrialWorker(folder, data, terminal.out())
        .serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    return ExitCode.OK;
  }
}
