package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.experiment.Experiments;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.StopSignal;
import io.github.bnlab.experiment.TrialListener;
import io.github.bnlab.experiment.TrialSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that trains takes: an experiment, and how and where it is run. */
final class TrainingArguments {
  @Mixin private ConfigArguments arguments;
  @Mixin private TrainingOptions options;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Folder of run directories (default: ${DEFAULT-VALUE}).")
  private Path results;

  /** The experiment as configured, with further overrides. */
  Experiment experiment(List<String> more) {
    return arguments.experiment(more);
  }

  /** The experiment on a backend: its trials name, and so record, the one that they really use. */
  Experiment experiment(List<String> more, BackendKind backend) {
    return experiment(more).on(backend);
  }

  /** Folder of run directories of an experiment. */
  Path folder(Experiment experiment) {
    return results.resolve(experiment.name());
  }

  /** The experiment, named so that it replaces no run of other settings. */
  Experiment withoutConflict(Experiment experiment, Terminal terminal) {
    return Experiments.withoutConflict(
        experiment, results, line -> terminal.notice("bnlab: " + line + "."));
  }

  RunOptions options(Terminal terminal, Experiment experiment, Earlier earlier, StopSignal stop) {
    arguments.hints().forEach(hint -> terminal.notice("bnlab: " + hint + "."));
    return options.of(results, terminal, experiment, earlier, stop);
  }

  /** Says that the command has begun. */
  void begin(Terminal terminal) {
    options.begin(terminal);
  }

  TrialListener progress(Terminal terminal) {
    return options.progress(terminal, summary -> {});
  }

  /** Progress that hands over each trial when it is over. */
  TrialListener progress(Terminal terminal, Consumer<TrialSummary> whenOver) {
    return options.progress(terminal, whenOver);
  }

  /**
   * Ends a search, whose results are in a folder: draws its report, unless it was interrupted.
   *
   * @param remaining what the same command would do next
   * @return the exit code
   */
  int end(Terminal terminal, StopSignal stop, Path folder, String remaining) {
    if (stop.requested()) {
      return TrainingOptions.interrupted(terminal, " with " + remaining);
    }
    new ReportLines(terminal).draw(folder, Set.of());
    return ExitCode.OK;
  }

  /** Checks the bounds of a search on a logarithmic scale. */
  static void requireBounds(double low, double high) {
    if (!(low > 0 && high > low && high < Double.POSITIVE_INFINITY)) {
      throw new ConfigException(
          "--low is %s and --high is %s; they must be greater than 0 and in this order"
              .formatted(low, high));
    }
  }
}
