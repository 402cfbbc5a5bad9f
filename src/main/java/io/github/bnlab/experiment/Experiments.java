package io.github.bnlab.experiment;

import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RunPlan;
import io.github.bnlab.training.TrainableCheck;
import io.github.bnlab.training.TrainingLength;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Runs experiments. */
public final class Experiments {
  private final Experiment experiment;
  private final RunOptions options;
  private final TrialListener listener;
  private final DataSource data;

  private Experiments(Experiment experiment, RunOptions options, TrialListener listener) {
    this.experiment = experiment;
    this.options = options;
    this.listener = listener;
    this.data = new DataCache(options.data());
  }

  /**
   * Runs the trials of an experiment, one after another or at the same time. A trial that diverges
   * or fails is recorded as such and the experiment continues; a finished trial is not run again.
   *
   * @return a summary of every trial that was run or was done before, in order; fewer than there
   *     are trials if it was asked to stop
   * @throws io.github.bnlab.config.ConfigException if a trial cannot be run as configured; nothing
   *     was trained
   * @throws io.github.bnlab.dataset.DataException if data cannot be used; nothing was trained
   * @throws io.github.bnlab.backend.BackendException if a trial's backend cannot be used; nothing
   *     was trained
   * @throws io.github.bnlab.recording.files.RecordException if results cannot be written
   */
  public static List<TrialSummary> run(
      Experiment experiment, RunOptions options, TrialListener listener) {
    return new Experiments(experiment, options, listener).run();
  }

  /**
   * Says what {@link #run} would do, and how long that would take, after a short measurement.
   *
   * @return every trial, in order
   * @throws RuntimeException as {@link #run} does before it trains
   */
  public static List<PlannedTrial> plan(
      Experiment experiment, RunOptions options, TrialListener listener) {
    return new Experiments(experiment, options, listener).plan();
  }

  /**
   * The experiment under the first of the names NAME, NAME-2, NAME-3 and so on whose folder holds
   * no run of other settings: a run is never replaced by one that differs.
   *
   * @param results folder of all experiments
   * @param notices told if it is not the first
   */
  public static Experiment withoutConflict(
      Experiment experiment, Path results, Consumer<String> notices) {
    Experiment named = experiment;
    String conflict = "";
    for (int number = 2; ; number++) {
      Optional<String> other =
          named.trials().stream()
              .flatMap(trial -> EarlierRuns.otherSetting(results, trial).stream())
              .findFirst();
      if (other.isEmpty()) {
        break;
      }
      conflict = conflict.isEmpty() ? other.get() : conflict;
      named = experiment.named(experiment.name() + "-" + number);
    }
    if (!conflict.isEmpty()) {
      notices.accept(
          "%s holds runs with other settings (%s); this run is written to %s"
              .formatted(
                  results.resolve(experiment.name()), conflict, results.resolve(named.name())));
    }
    return named;
  }

  private List<PlannedTrial> plan() {
    Set<TrialConfig> done = done(new EarlierRuns(options.results(), data, listener::notice));
    check(open(done));
    SpeedMeasurement measurement = new SpeedMeasurement();
    List<PlannedTrial> planned = new ArrayList<>();
    for (TrialConfig trial : experiment.trials()) {
      boolean isDone = done.contains(trial);
      listener.preparing("measuring the speed of " + trial.trial());
      double seconds =
          isDone ? 0 : measurement.seconds(trial, data.load(trial.dataset(), trial.fallback()));
      planned.add(new PlannedTrial(trial, isDone, seconds));
    }
    return planned;
  }

  private Set<TrialConfig> done(EarlierRuns earlier) {
    Set<TrialConfig> done = new HashSet<>();
    if (options.earlier() != Earlier.RERUN) {
      experiment.trials().stream().filter(earlier::isDone).forEach(done::add);
    }
    return done;
  }

  private List<TrialConfig> open(Set<TrialConfig> done) {
    return experiment.trials().stream().filter(trial -> !done.contains(trial)).toList();
  }

  private List<TrialSummary> run() {
    EarlierRuns earlier = new EarlierRuns(options.results(), data, listener::notice);
    Set<TrialConfig> done = done(earlier);
    List<TrialConfig> open = open(done);
    check(open);
    List<TrialConfig> untidy =
        done.stream().filter(t -> RunDirectory.isUntidy(folder(), t.trial())).toList();
    if (open.isEmpty() && untidy.isEmpty()) {
      return inOrder(done, earlier);
    }
    ExperimentLock lock = ExperimentLock.take(folder(), listener::notice);
    try {
      untidy.forEach(trial -> RunDirectory.tidy(folder(), trial.trial()));
      new UnfinishedTrials(folder(), options.earlier(), data).prepare(open);
      lock.announce(plan(done));
      int parallel = Math.min(options.parallel(), open.size());
      return parallel > 1 || options.cluster().isPresent()
          ? inParallel(open, earlier, parallel)
          : inOrder(done, earlier);
    } finally {
      lock.close();
    }
  }

  /** Data of trials that were done before may be gone; those of the others are loaded already. */
  private RunPlan plan(Set<TrialConfig> done) {
    return new RunPlan(
        experiment.trials().stream()
            .map(
                trial ->
                    done.contains(trial)
                        ? new RunPlan.Trial(trial.trial(), true, 0, 0, "", false)
                        : planned(trial))
            .toList());
  }

  private RunPlan.Trial planned(TrialConfig trial) {
    LoadedData loaded = data.load(trial.dataset(), trial.fallback());
    TrainingLength length = TrainingLength.of(trial.training(), loaded.training().size());
    return new RunPlan.Trial(
        trial.trial(), false, length.epochs(), length.steps(), loaded.name(), loaded.standIn());
  }

  private Path folder() {
    return options.results().resolve(experiment.name());
  }

  private List<TrialSummary> inOrder(Set<TrialConfig> done, EarlierRuns earlier) {
    TrialRunner runner = runner();
    List<TrialSummary> summaries = new ArrayList<>();
    for (TrialConfig trial : experiment.trials()) {
      if (options.stop().requested()) {
        break;
      }
      boolean isDone = done.contains(trial);
      Path directory = isDone ? earlier.directory(trial) : runner.run(trial, progress(trial));
      summaries.add(over(trial, directory, isDone));
    }
    return summaries;
  }

  private TrialRunner runner() {
    return new InProcessRunner(options.results(), data, options.stop(), options.checkpoints());
  }

  private List<TrialSummary> inParallel(List<TrialConfig> open, EarlierRuns earlier, int parallel) {
    Map<TrialConfig, TrialSummary> summaries = new HashMap<>();
    for (TrialConfig trial : experiment.trials()) {
      if (!open.contains(trial)) {
        summaries.put(trial, over(trial, earlier.directory(trial), true));
      }
    }
    BiConsumer<TrialConfig, Path> ended =
        (trial, directory) -> summaries.put(trial, over(trial, directory, false));
    options
        .cluster()
        .ifPresentOrElse(
            cluster -> cluster.accept(remote(open, ended)),
            () ->
                new ParallelRunner(runner(), options.stop())
                    .run(open, parallel, this::progress, ended));
    return experiment.trials().stream().filter(summaries::containsKey).map(summaries::get).toList();
  }

  private RemoteTrials remote(List<TrialConfig> open, BiConsumer<TrialConfig, Path> ended) {
    return new RemoteTrials(options.results(), data, options.stop(), open, this::progress, ended);
  }

  private TrialProgress progress(TrialConfig trial) {
    int number = experiment.trials().indexOf(trial) + 1;
    return listener.forTrial(trial, number, experiment.trials().size());
  }

  private TrialSummary over(TrialConfig trial, Path directory, boolean wasDoneBefore) {
    TrialSummary summary = Summaries.read(trial, directory, wasDoneBefore);
    listener.trialEnded(summary);
    return summary;
  }

  /** Finds what would stop a trial before any of them is trained. */
  private void check(List<TrialConfig> trials) {
    Set<String> standIns = new HashSet<>();
    for (TrialConfig trial : trials) {
      listener.preparing("loading the libraries");
      Backends.load(trial.backend());
      listener.preparing("loading the data");
      LoadedData loaded = data.load(trial.dataset(), trial.fallback());
      listener.preparing("building the networks");
      TrainableCheck.check(trial, loaded.training());
      TrialNetworks.build(trial);
      if (loaded.standIn() && standIns.add(trial.dataset().name())) {
        listener.notice(
            "%1$s IS NOT AVAILABLE: %2$s. This run trains on %3$s, which the program draws, instead. To train on %1$s, run the same command with a network, or name its folder with --data DIR."
                .formatted(trial.dataset().name(), loaded.missing(), loaded.name()));
      }
    }
  }
}
