package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.StopSignal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that trains the trials of a configuration. */
abstract class ExperimentCommand extends TrainingCommand {
  @Mixin ConfigArguments arguments;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Folder of run directories (default: ${DEFAULT-VALUE}).")
  Path results;

  /** Reads the file once; a search needs its experiment many times. */
  private Function<List<String>, Experiment> reader;

  final Experiment experiment(String... more) {
    if (reader == null) {
      reader = ExperimentReader.once(arguments.file());
    }
    return reader.apply(overrides(more));
  }

  private List<String> overrides(String... more) {
    List<String> overrides = new ArrayList<>(arguments.overrides);
    overrides.addAll(backend.overrides());
    overrides.addAll(List.of(more));
    return overrides;
  }

  final Path folder(Experiment experiment) {
    return results.resolve(experiment.name());
  }

  final RunOptions options(Experiment experiment, StopSignal stop, String... more) {
    ExperimentReader.hints(arguments.file(), overrides(more), experiment.trials())
        .forEach(this::tell);
    return options(results, experiment, stop);
  }

  /**
   * Ends a search, whose results are in a folder: draws its report, unless it was interrupted.
   *
   * @param remaining what the same command would do next
   * @return the exit code
   */
  final int end(RunOptions options, Path folder, String remaining) {
    if (options.stop().requested()) {
      return interrupted(" with " + remaining);
    }
    new ReportLines(terminal).draw(folder, Set.of());
    return ExitCode.OK;
  }

  /** Checks the bounds of a search on a logarithmic scale. */
  static void requireBounds(double low, double high) {
    double ratio = high / low;
    if (!(low > 0 && ratio > 1 && ratio < Double.POSITIVE_INFINITY)) {
      throw new ConfigException(
          "--low is %s and --high is %s; they must be greater than 0 and in this order, and their ratio must be a number"
              .formatted(low, high));
    }
  }
}
