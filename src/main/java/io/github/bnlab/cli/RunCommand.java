package io.github.bnlab.cli;

import io.github.bnlab.backend.BackendChoice;
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
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
  @Mixin private BackendOptions backend;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Folder of run directories (default: ${DEFAULT-VALUE}).")
  private Path results;

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
    Experiment asked = arguments.experiment(backend.overrides());
    BackendChoice choice = backend.choose(backends(asked), terminal);
    OptionalInt elsewhere = backend.elsewhere(choice.kind());
    if (elsewhere.isEmpty()) {
      return run(on(choice.kind(), asked));
    }
    if (choice.automatic() && elsewhere.getAsInt() == ExitCode.BACKEND) {
      terminal.notice("bnlab: backend auto: cpu: CUDA could not be started");
      return run(on(BackendKind.CPU, asked));
    }
    return elsewhere.getAsInt();
  }

  private static Set<BackendKind> backends(Experiment experiment) {
    return experiment.trials().stream().map(TrialConfig::backend).collect(Collectors.toSet());
  }

  /** The trials name, and so record, the backend that they really use. */
  private static Experiment on(BackendKind kind, Experiment asked) {
    return new Experiment(
        asked.name(),
        asked.description(),
        asked.varied(),
        asked.trials().stream().map(trial -> trial.on(kind)).toList());
  }

  private int run(Experiment experiment) {
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
