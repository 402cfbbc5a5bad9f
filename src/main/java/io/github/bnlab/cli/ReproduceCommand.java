package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.experiment.Experiments;
import io.github.bnlab.experiment.Reproduction;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.TrialSummary;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.report.Reports;
import io.github.bnlab.report.runs.RunLoader;
import io.github.bnlab.report.runs.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "reproduce",
    description = {
      "Run recorded experiments again, from the settings that they recorded, and compare every"
          + " number.",
      "NAME is a folder of results/reference, or the path of the folder of any experiment. The new"
          + " runs are in DIR/NAME; those that are there already are compared, not repeated. The exit"
          + " code is 1 if a number differs, a record cannot be read or its data are not the same now."
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
final class ReproduceCommand extends TrainingCommand {
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

  /** Whether a record could not be read or a new run failed: not every number was compared. */
  private boolean damaged;

  @Override
  public Integer call() {
    begin();
    List<Recorded> all = recorded().stream().map(this::read).toList();
    requireFoldersOfTheirOwn(all);
    List<TrialConfig> trials =
        all.stream().flatMap(recorded -> recorded.experiment().trials().stream()).toList();
    int code = backend.run(trials, terminal, kind -> reproduce(all, kind));
    return damaged ? Math.max(code, ExitCode.FAILURE) : code;
  }

  /**
   * What is run again.
   *
   * @param folder of the recorded experiment
   * @param runs its run directories that finished
   * @param experiment their trials, in the same order
   */
  private record Recorded(Path folder, List<Path> runs, Experiment experiment) {}

  private Recorded read(Path folder) {
    Map<Path, TrialConfig> trials = new LinkedHashMap<>();
    runs(folder).forEach(run -> whole(run).ifPresent(trial -> trials.put(run, trial)));
    if (trials.isEmpty()) {
      throw new ConfigException(folder + " holds no finished trial; nothing was run");
    }
    List<TrialConfig> all = List.copyOf(trials.values());
    Experiment recorded = new Experiment(all.get(0).experiment(), "", all);
    requireOther(trials.keySet(), results.resolve(recorded.name()));
    BackendKind asked = backend.orElse(null);
    return new Recorded(
        folder, List.copyOf(trials.keySet()), asked == null ? recorded : recorded.on(asked));
  }

  /** New runs would replace the recorded ones, or the recorded ones would be taken for them. */
  private static void requireOther(Set<Path> recorded, Path again) {
    if (!Files.exists(again)) {
      return;
    }
    try {
      for (Path run : recorded) {
        if (run.toRealPath().startsWith(again.toRealPath())) {
          throw new ConfigException(
              "%s would be compared with itself: new runs are written to %s; choose another folder with --results"
                  .formatted(run, again));
        }
      }
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + again, e);
    }
  }

  /** Two experiments of one name would share the folder of the new runs. */
  private void requireFoldersOfTheirOwn(List<Recorded> all) {
    Map<String, Path> folders = new HashMap<>();
    for (Recorded one : all) {
      String name = one.experiment().name();
      Path other = folders.put(name, one.folder());
      if (other != null) {
        throw new ConfigException(
            "%s and %s both record the experiment '%s', and their new runs would share %s; give them to two commands with different --results"
                .formatted(other, one.folder(), name, results.resolve(name)));
      }
    }
  }

  private int reproduce(List<Recorded> all, BackendKind kind) {
    int code = ExitCode.OK;
    for (Recorded one : all) {
      int now = reproduce(one.folder(), one.runs(), one.experiment().on(kind));
      if (now == ExitCode.INTERRUPTED) {
        return now;
      }
      code = Math.max(code, now);
    }
    return code;
  }

  private int reproduce(Path folder, List<Path> recorded, Experiment experiment) {
    try (Interruption interruption = new Interruption()) {
      RunOptions options = options(results, experiment, interruption.stop());
      List<TrialSummary> again = Experiments.run(experiment, options, progress());
      if (options.stop().requested()) {
        return interrupted("");
      }
      List<Reproduction> compared = new ArrayList<>();
      for (int i = 0; i < recorded.size(); i++) {
        RunStatus now = again.get(i).status();
        if (!now.state().isConclusive()) {
          leaveOut(recorded.get(i), "its new run failed: " + now.reason());
          continue;
        }
        try {
          compared.add(Reproduction.of(recorded.get(i), again.get(i).directory()));
        } catch (RecordException e) {
          leaveOut(recorded.get(i), e.getMessage());
        }
      }
      int code = print(folder, compared);
      long before = again.stream().filter(TrialSummary::wasDoneBefore).count();
      if (before > 0) {
        terminal.line(
            "  %d trial(s) ran now, %d in an earlier command (in %s); --rerun runs them again",
            again.size() - before, before, results.resolve(experiment.name()));
      }
      return options.stop().requested() ? interrupted("") : code;
    }
  }

  private void leaveOut(Path trial, String why) {
    tell(trial + " is left out: " + why);
    damaged = true;
  }

  private int print(Path recorded, List<Reproduction> trials) {
    List<Reproduction> differ = trials.stream().filter(trial -> trial.different() > 0).toList();
    long values = trials.stream().mapToLong(Reproduction::values).sum();
    terminal.line(
        "%s: %d of %d trial(s) equal, %,d values compared",
        recorded, trials.size() - differ.size(), trials.size(), values);
    if (differ.isEmpty()) {
      return ExitCode.OK;
    }
    TextTable table =
        new TextTable().left("trial").right("values that differ", "at most by").left("first");
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

  /** Folders of experiments, each once. */
  private Set<Path> recorded() {
    Path references = ProgramFolder.orHere().resolve("results/reference");
    if (names.isEmpty()) {
      return references(references);
    }
    Set<Path> recorded = new LinkedHashSet<>();
    for (String name : names) {
      boolean isReference = name.matches("[\\w-]+") && Files.isDirectory(references.resolve(name));
      Path folder = isReference ? references.resolve(name) : Path.of(name);
      if (name.isBlank() || !Files.isDirectory(folder)) {
        throw new ConfigException(
            "There is no recorded experiment '%s'; give the folder of one, or one of: %s."
                .formatted(
                    name,
                    references(references).stream()
                        .map(known -> known.getFileName().toString())
                        .collect(Collectors.joining(", "))));
      }
      recorded.add(folder);
    }
    return recorded;
  }

  private static Set<Path> references(Path references) {
    if (!Files.isDirectory(references)) {
      throw new ConfigException(
          references.toAbsolutePath()
              + " does not exist; run the command in a copy of the repository, or give the folder"
              + " of an experiment");
    }
    try (Stream<Path> folders = Files.list(references)) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve(Reports.PAGE)))
          .filter(folder -> !runs(folder).isEmpty())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + references, e);
    }
  }

  /** The run directories in a folder. */
  private static List<Path> runs(Path folder) {
    return Runs.folders(folder, new ArrayList<>()).stream()
        .filter(run -> !RunLoader.nameOf(run).startsWith("."))
        .toList();
  }

  /** The trial of a run that finished and can be read; else says why it is left out. */
  private Optional<TrialConfig> whole(Path run) {
    try {
      RunStatus status = new RunReader(run).status();
      if (!status.state().isConclusive()) {
        tell(run + " is left out: it did not finish (" + status.reason() + ")");
        return Optional.empty();
      }
      return Optional.of(Reproduction.trial(run));
    } catch (RecordException | ConfigException e) {
      leaveOut(run, e.getMessage());
      return Optional.empty();
    }
  }
}
