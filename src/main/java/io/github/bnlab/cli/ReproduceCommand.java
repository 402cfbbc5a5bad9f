package io.github.bnlab.cli;

import static io.github.bnlab.cli.TextTable.Align.LEFT;
import static io.github.bnlab.cli.TextTable.Align.RIGHT;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.experiment.Experiments;
import io.github.bnlab.experiment.Reproduction;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.TrialSummary;
import io.github.bnlab.recording.files.RecordException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bnlab reproduce}: runs recorded experiments again and compares every number. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description = {
      "Run recorded experiments again, from the settings that they recorded, and compare every"
          + " number.",
      "NAME is a folder of results/reference, or the path of the folder of any experiment. The new"
          + " runs are in DIR/NAME. The exit code is 1 if a number differs."
    },
    footer = {
      "",
      "Steps of DL4J's fit (training.step=dl4j) and trials with a time budget depend on the machine.",
      "",
      "Examples:",
      "  bnlab reproduce mnist-convergence",
      "  bnlab reproduce results/fashion-lenet --parallel 1",
      "  bnlab reproduce"
    })
final class ReproduceCommand implements Callable<Integer> {
  private static final Path REFERENCES = Path.of("results", "reference");

  private final Terminal terminal;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "References or folders of experiments (default: all references).")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "results/reproduced",
      description = "Folder of the new runs (default: ${DEFAULT-VALUE}).")
  private Path results;

  @Mixin private TrainingOptions training;
  @Mixin private BackendOptions backend;

  ReproduceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    training.begin(terminal);
    int code = ExitCode.OK;
    for (Path recorded : folders()) {
      Experiment experiment = Reproduction.experiment(recorded);
      int now =
          backend.run(experiment, terminal, kind -> reproduce(recorded, on(experiment, kind)));
      if (now == ExitCode.INTERRUPTED) {
        return now;
      }
      code = Math.max(code, now);
    }
    return code;
  }

  private static Experiment on(Experiment experiment, BackendKind kind) {
    return new Experiment(
        experiment.name(),
        experiment.description(),
        experiment.varied(),
        experiment.trials().stream().map(trial -> trial.on(kind)).toList());
  }

  private int reproduce(Path recorded, Experiment experiment) {
    try (Interruption interruption = new Interruption()) {
      RunOptions options =
          training.of(results, terminal, experiment, Earlier.GO_ON, interruption.stop());
      List<TrialSummary> again =
          Experiments.run(experiment, options, training.progress(terminal, summary -> {}));
      if (options.stop().requested()) {
        terminal.notice("bnlab: interrupted; run the same command to continue.");
        return ExitCode.INTERRUPTED;
      }
      return print(
          recorded,
          again.stream()
              .map(run -> Reproduction.of(recorded.resolve(run.trial().trial()), run.directory()))
              .toList());
    }
  }

  private int print(Path recorded, List<Reproduction> trials) {
    List<Reproduction> differ = trials.stream().filter(trial -> trial.different() > 0).toList();
    long values = trials.stream().mapToLong(Reproduction::values).sum();
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%s: %d of %d trial(s) equal, %,d values compared%n",
            recorded,
            trials.size() - differ.size(),
            trials.size(),
            values);
    if (differ.isEmpty()) {
      return ExitCode.OK;
    }
    TextTable table =
        new TextTable()
            .column("trial", LEFT)
            .column("values that differ", RIGHT)
            .column("at most by", RIGHT)
            .column("first", LEFT);
    for (Reproduction trial : differ) {
      table.row(
          trial.trial(),
          Long.toString(trial.different()),
          String.format(Locale.ROOT, "%.1e", trial.largest()),
          trial.first());
    }
    table.print(terminal, "  ");
    return ExitCode.FAILURE;
  }

  private List<Path> folders() {
    Path references = ProgramFolder.orHere().resolve(REFERENCES);
    List<Path> folders = new ArrayList<>();
    for (String name : names.isEmpty() ? recordedIn(references) : names) {
      Path reference = references.resolve(name);
      Path folder = Files.isDirectory(reference) ? reference : Path.of(name);
      if (Reproduction.recorded(folder).isEmpty()) {
        throw new ConfigException(
            "There is no recorded experiment %s; give the folder of one, or one of: %s."
                .formatted(name, String.join(", ", recordedIn(references))));
      }
      folders.add(folder);
    }
    return folders;
  }

  private static List<String> recordedIn(Path references) {
    if (!Files.isDirectory(references)) {
      throw new ConfigException(
          references.toAbsolutePath()
              + " does not exist; run the command in a copy of the repository, or give the folder"
              + " of an experiment");
    }
    try (Stream<Path> folders = Files.list(references)) {
      return folders
          .filter(folder -> !Reproduction.recorded(folder).isEmpty())
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + references, e);
    }
  }
}
