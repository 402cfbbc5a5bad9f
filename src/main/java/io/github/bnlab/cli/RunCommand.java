package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.experiment.Experiments;
import io.github.bnlab.experiment.Experiments.PlannedTrial;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.Shard;
import io.github.bnlab.experiment.TrialListener;
import io.github.bnlab.experiment.TrialSummary;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.report.tensorboard.TensorBoard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = {
      "Train the trials of an experiment, record them, print the results and draw a report.",
      "Finished trials do not run again; unfinished ones continue from their newest checkpoint."
          + " If the folder NAME contains a run with other settings, the new one goes to NAME-2,"
          + " NAME-3 and so on."
    },
    footer = {
      "",
      "Examples:",
      "  bnlab run configs/quickstart.yaml",
      "  bnlab run mnist-convergence training.epochs=2 training.seed=1,2,3",
      "  bnlab run exercises/placement --dry-run",
      "  bnlab run mnist-convergence --live --open",
      "  bnlab run fashion-bn-lenet --threads 2 --results /somewhere/else",
      "  bnlab run exercises/learning-rates --tensorboard logs",
      "  bnlab run exercises/placement --shard 2/4"
    })
final class RunCommand extends ExperimentCommand {
  @Mixin private ShardOption shard;

  @ArgGroup(exclusive = false)
  private LiveOptions.OfRun live;

  @ArgGroup(exclusive = false)
  private ClusterArguments cluster;

  @Option(
      names = "--resume",
      description =
          "Fail if an unfinished trial cannot continue, for instance because its data has"
              + " changed. Without this option such a trial starts again from the beginning.")
  private boolean resume;

  @Option(
      names = "--dry-run",
      description =
          "List the trials with an estimate of their time, from a short measurement, without the time"
              + " of recording.measures and recording.robustness. Nothing is recorded.")
  private boolean dryRun;

  @Option(
      names = "--values",
      description =
          "Print gamma, beta and running statistics of every feature of every recorded normalization layer (of a deep"
              + " network, six);"
              + " without this option, only of layers with at most 16 features, in at most 4 trials.")
  private boolean values;

  @Option(
      names = "--tensorboard",
      paramLabel = "LOGDIR",
      description =
          "Write each trial for TensorBoard when it ends, as bnlab export tensorboard does.")
  private Path logs;

  @Override
  public Integer call() {
    begin();
    if (rerun && resume) {
      throw new ConfigException("--rerun begins again where --resume continues; remove one");
    }
    Experiment asked = experiment();
    if (dryRun && live != null) {
      throw new ConfigException("--dry-run trains nothing that --live could show; remove one");
    }
    if (live != null && asked.trials().size() > Runs.MOST_TRIALS) {
      throw new ConfigException(
          "--live shows at most %,d trials, but %s has %,d; remove --live"
              .formatted(Runs.MOST_TRIALS, asked.name(), asked.trials().size()));
    }
    if (cluster != null) {
      if (dryRun) {
        throw new ConfigException(
            "--dry-run estimates times on this machine, not on a cluster; remove --on or --dry-run");
      }
      cluster.check(asked, earlier(), shard.chosen(System.getenv(), terminal));
      if (!ClusterArguments.isHere()) {
        return ClusterArguments.elsewhere().run(backend.arguments());
      }
    }
    return backend.run(asked.trials(), terminal, kind -> run(asked.on(kind)));
  }

  @Override
  Earlier earlier() {
    return resume ? Earlier.MUST_CONTINUE : super.earlier();
  }

  private int run(Experiment asked) {
    Experiment experiment = Experiments.withoutConflict(asked, results, this::tell);
    Shard part = shard.chosen(System.getenv(), terminal);
    try (Interruption interruption = new Interruption()) {
      RunOptions options = options(experiment, interruption.stop()).with(part);
      TrialListener progress = progress(dryRun ? summary -> {} : exporter(experiment));
      if (dryRun) {
        printPlan(Experiments.plan(experiment, options, progress), options.parallel());
        return ExitCode.OK;
      }
      RunOptions where = cluster == null ? options : cluster.with(options);
      return live == null
          ? train(experiment, where, progress)
          : live.during(
              () -> train(experiment, where, progress),
              part.isWhole(),
              folder(experiment),
              options.stop(),
              terminal);
    }
  }

  /** Writes trials for TensorBoard, if that is asked for; what it needs is checked here. */
  private Consumer<TrialSummary> exporter(Experiment experiment) {
    if (logs == null) {
      return summary -> {};
    }
    List<TrialConfig> trials = experiment.trials();
    TensorBoard board =
        new TensorBoard(
            logs,
            experiment.name(),
            trials.stream()
                .map(trial -> TrialYaml.flat(trial.trial(), TrialYaml.write(trial)))
                .toList());
    try {
      board.requireRoom(trials.stream().map(TrialConfig::trial).toList());
    } catch (IOException e) {
      throw RecordException.of("Cannot use --tensorboard " + logs, e);
    }
    return summary -> {
      try {
        List<Problem> problems = board.write(summary.directory());
        problems.forEach(problem -> terminal.say(problem.toString()));
      } catch (IOException e) {
        throw RecordException.of("Cannot write to --tensorboard " + logs, e);
      }
    };
  }

  private int train(Experiment experiment, RunOptions options, TrialListener progress) {
    Path folder = folder(experiment);
    try {
      List<TrialSummary> summaries = Experiments.run(experiment, options, progress);
      print(summaries, folder);
      // A process that is ending cannot load the libraries that draw figures.
      if (!options.stop().requested()) {
        ReportLines report = new ReportLines(terminal);
        if (options.shard().isWhole()) {
          report.draw(folder, names(summaries.stream().map(TrialSummary::trial)));
        } else {
          report.drawWhole(folder, names(experiment.trials().stream()));
        }
      }
      if (!options.stop().requested()) {
        return code(summaries);
      }
    } catch (IllegalStateException e) {
      // A library that was being loaded fails while the process ends.
      if (!options.stop().requested() || options.stop().failed()) {
        throw e;
      }
    }
    return interrupted("");
  }

  static int code(List<TrialSummary> summaries) {
    boolean allEnded = summaries.stream().allMatch(s -> s.status().state().isConclusive());
    return allEnded ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static Set<String> names(Stream<TrialConfig> trials) {
    return trials.map(TrialConfig::trial).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The trials of a run, so many at the same time, and estimated times. */
  private void printPlan(List<PlannedTrial> trials, int parallel) {
    TextTable table = new TextTable().left("trial", "").right("about");
    for (PlannedTrial trial : trials) {
      String seconds = trial.done() ? "" : NumberFormat.seconds(trial.seconds());
      table.row(trial.trial().trial(), trial.done() ? "done" : "to do", seconds);
    }
    table.print(terminal, "");
    DoubleSummaryStatistics open =
        trials.stream()
            .filter(trial -> !trial.done())
            .collect(Collectors.summarizingDouble(PlannedTrial::seconds));
    double longest = Math.max(0, open.getMax());
    terminal.line(
        "%n%d trial(s), %d to do, about %s with --parallel %d; nothing was run.",
        trials.size(),
        open.getCount(),
        NumberFormat.seconds(Math.max(longest, open.getSum() / parallel)),
        parallel);
  }

  private void print(List<TrialSummary> summaries, Path folder) {
    TrialTable table = new TrialTable(terminal);
    if (terminal.outIsTerminal()) {
      terminal.out().println();
    }
    table.printNormalizations(summaries, values);
    table.printResults(summaries);
    if (!summaries.isEmpty()) { // else there may be no folder
      terminal.line("%nRecords: %s", folder);
    }
  }
}
