package io.github.bnlab.cli;

import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.experiment.Experiments;
import io.github.bnlab.experiment.Processes;
import io.github.bnlab.experiment.ProgressListener;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.TrialSummary;
import io.github.bnlab.report.Reports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bnlab run}: trains the trials of an experiment and prints what came out. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description = {
      "Train the trials of an experiment, record them, print and draw what came out.",
      "Trials that are done already are not run again."
    },
    footer = {
      "",
      "Examples:",
      "  bnlab run configs/quickstart.yaml",
      "  bnlab run mnist-convergence training.epochs=2 training.seed=1,2,3",
      "  bnlab run exercises/placement --parallel 4",
      "  bnlab run fashion-bn-lenet --threads 2 --results /somewhere/else",
      "",
      "Exit codes: 0 done (a trial that diverged is a result); 1 a trial failed;",
      "2 usage or configuration; 3 data; 4 backend; 130 interrupted."
    })
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ConfigArguments arguments;
  @Mixin private DataOption data;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Folder of run directories (default: ${DEFAULT-VALUE}).")
  private Path results;

  @Option(
      names = "--backend",
      paramLabel = "cpu|cuda",
      description = "Where to compute (default: what the configuration says, else cpu).")
  private BackendKind backend;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Native threads of an operation (default: BNLAB_THREADS, else 1).")
  private Integer threads;

  @Mixin private ParallelOption parallel;

  @Option(names = "--rerun", description = "Also run trials that are done already.")
  private boolean rerun;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress, only results and errors.")
  private boolean quiet;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Experiment experiment = arguments.experiment(backendOverride());
    for (TrialConfig trial : experiment.trials()) {
      Backends.requireOnClassPath(trial.backend());
    }
    try (Interruption interruption = new Interruption()) {
      Processes processes =
          parallel.processes(threads, experiment.trials(), results, data.arguments());
      RunOptions options =
          new RunOptions(results, data.source(terminal), rerun, interruption.stop(), processes);
      List<TrialSummary> summaries =
          Experiments.run(experiment, options, progress(processes.count() > 1));
      print(experiment, summaries);
      if (interruption.stop().requested()) {
        terminal.notice("bnlab: interrupted; the same command runs the trials that are missing.");
        return ExitCode.INTERRUPTED;
      }
      return exitCode(summaries);
    }
  }

  private List<String> backendOverride() {
    return backend == null
        ? List.of()
        : List.of("backend=" + backend.name().toLowerCase(Locale.ROOT));
  }

  private ProgressListener progress(boolean sideBySide) {
    if (quiet) {
      return new QuietProgress(terminal);
    }
    if (sideBySide && terminal.errIsTerminal()) {
      return new JointProgress(terminal);
    }
    return terminal.errIsTerminal() ? new BarProgress(terminal) : new LineProgress(terminal);
  }

  private void print(Experiment experiment, List<TrialSummary> summaries) {
    TrialTable table = new TrialTable(terminal.out());
    table.printResults(summaries);
    table.printFirstNormalizations(summaries);
    terminal.out().println();
    terminal.out().println("Records: " + results.resolve(experiment.name()));
    report(results.resolve(experiment.name()));
  }

  /** The trials are recorded: a report that cannot be drawn takes nothing away from them. */
  private void report(Path folder) {
    try {
      new ReportLines(terminal).print(Reports.write(folder));
    } catch (IOException | ConfigException e) {
      terminal.notice("bnlab: no report: " + e.getMessage());
    }
  }

  private static int exitCode(List<TrialSummary> summaries) {
    return summaries.stream().anyMatch(summary -> !summary.status().state().isConclusive())
        ? ExitCode.FAILURE
        : ExitCode.OK;
  }
}
