package io.github.bnlab.experiment;

import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.Claim.HeldException;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.network.Networks;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunPlan;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.training.TrainableCheck;
import io.github.bnlab.training.TrainingLength;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Runs experiments. */
public final class Experiments {
  /** Runs one trial: a value goes in, a run directory comes out. */
  @FunctionalInterface
  interface TrialRunner {
    /**
     * Runs a trial to its end, successful or not, and leaves a complete run directory, which is
     * that of an earlier run where this one must not replace it.
     *
     * @param told receives its events, on the calling thread
     * @return how it ended
     * @throws io.github.bnlab.recording.files.RecordException if there is no new run directory
     */
    RunStatus run(TrialConfig trial, RunDirectory run, Consumer<TrialEvent> told);
  }

  private final Experiment experiment;
  private final RunOptions options;
  private final TrialListener listener;
  private final DataSource data;
  private final TrialFolders folders;
  private final EarlierRuns earlier;

  /** The trials of this process, numbered from 1. */
  private final Map<TrialConfig, Integer> numbers = new LinkedHashMap<>();

  private final Map<TrialConfig, TrialSummary> summaries = new HashMap<>();

  /** Trials that other processes run. */
  private final Map<TrialConfig, HeldException> held = new ConcurrentHashMap<>();

  Experiments(Experiment experiment, RunOptions options, TrialListener listener) {
    this.experiment = experiment;
    this.options = options;
    this.listener = listener;
    this.data = options.data();
    this.folders = new TrialFolders(options.results(), experiment);
    this.earlier = new EarlierRuns(folders, options.earlier(), data);
    options.shard().of(experiment.trials()).forEach(t -> numbers.put(t, numbers.size() + 1));
  }

  /**
   * Runs the trials of an experiment, one after another or at the same time. A trial that diverges
   * or fails is recorded as such and the experiment continues; a finished trial is not run again.
   *
   * <p>Processes that run other shards of the same experiment may write to the same results; none
   * runs a trial that another one is running.
   *
   * @return a summary of every trial of the shard that was run or was done before, in order; fewer
   *     than there are trials if it was asked to stop, or if other processes run some of them
   * @throws io.github.bnlab.config.ConfigException if a trial cannot be run as configured; nothing
   *     was trained, but for the trials of a shard before one that cannot be continued
   * @throws io.github.bnlab.dataset.DataException if data cannot be used; nothing was trained
   * @throws io.github.bnlab.backend.BackendException if a trial's backend cannot be used; nothing
   *     was trained
   * @throws io.github.bnlab.recording.files.RecordException if results cannot be written
   * @throws RuntimeException of the listener, where {@link TrialListener} says so
   */
  public static List<TrialSummary> run(
      Experiment experiment, RunOptions options, TrialListener listener) {
    Experiments run = new Experiments(experiment, options, listener);
    return run.run(
        (trial, directory, told) ->
            new InProcessRunner(
                    run.data, options.stop(), options.checkpoints(), trial, directory, told)
                .run());
  }

  /**
   * Says what {@link #run} would do, and how long that would take, after a short measurement.
   *
   * @return every trial of the shard, in order
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
      TrialFolders folders = new TrialFolders(results, named);
      Optional<String> other =
          named.trials().parallelStream()
              .filter(folders::has)
              .flatMap(trial -> EarlierRuns.otherSetting(folders, trial).stream())
              .findFirst();
      if (other.isEmpty()) {
        break;
      }
      conflict = conflict.isEmpty() ? other.get() : conflict;
      named = experiment.named(experiment.name() + "-" + number);
    }
    if (!conflict.isEmpty()) {
      notices.accept(
          "%s holds runs with other settings (%s); a run with these goes to %s"
              .formatted(
                  results.resolve(experiment.name()), conflict, results.resolve(named.name())));
    }
    return named;
  }

  /**
   * Does work in a folder unless another process does the same there.
   *
   * @param name of the work
   */
  public static void exclusively(Path folder, String name, Runnable work) {
    try (Claim claim = Claim.of(folder, name, new StopSignal(), false)) {
      claim.requireHeld();
      work.run();
    } catch (HeldException e) {
      // The other process does it.
    }
  }

  private List<PlannedTrial> plan() {
    Set<TrialConfig> done = done();
    List<TrialConfig> open = open(done);
    check(open);
    if (options.shard().isWhole()) {
      earlier.checkContinuations(open);
    }
    SpeedMeasurement measurement = new SpeedMeasurement();
    List<PlannedTrial> planned = new ArrayList<>();
    for (TrialConfig trial : numbers.keySet()) {
      boolean isDone = done.contains(trial);
      listener.preparing("measuring the speed of " + trial.trial());
      double seconds = isDone ? 0 : measurement.seconds(trial, data.of(trial));
      planned.add(new PlannedTrial(trial, isDone, seconds));
    }
    return planned;
  }

  private Set<TrialConfig> done() {
    Set<TrialConfig> done = new LinkedHashSet<>();
    if (options.earlier() != Earlier.RERUN) {
      List<String> notices = Collections.synchronizedList(new ArrayList<>());
      numbers.keySet().parallelStream()
          .filter(folders::has)
          .filter(trial -> earlier.isDone(trial, notices::add))
          .forEachOrdered(done::add);
      notices.stream().distinct().sorted().forEach(listener::notice);
    }
    return done;
  }

  private List<TrialConfig> open(Set<TrialConfig> done) {
    return numbers.keySet().stream().filter(trial -> !done.contains(trial)).toList();
  }

  /** Runs the trials, each by a runner, unless a cluster does. */
  List<TrialSummary> run(TrialRunner runner) {
    Set<TrialConfig> done = done();
    List<TrialConfig> open = open(done);
    check(open);
    // Where a process was killed between the end of a trial and that of its claim.
    List<TrialConfig> untidy =
        done.parallelStream()
            .filter(trial -> folders.hasClaim(trial) || folders.directory(trial).isUntidy())
            .toList();
    if (open.isEmpty() && untidy.isEmpty()) {
      found(done);
      return inOrder();
    }
    boolean alone = options.shard().isWhole();
    options.stop().begin();
    Claim all = alone ? claimFolder() : null;
    Path plan = folders.experiment().resolve(RunFiles.PLAN);
    try {
      writeNames();
      for (TrialConfig trial : untidy) {
        exclusively(folders.parent(trial), trial.trial(), folders.directory(trial)::tidy);
      }
      if (alone) {
        if (options.cluster().isEmpty()) { // A cluster starts every trial again.
          earlier.checkContinuations(open);
        }
        byte[] planned = RunJson.write(plan(done)).getBytes(StandardCharsets.UTF_8);
        WholeFile.write(plan, out -> out.write(planned)); // Even if equal: its time is the start.
      }
      found(done);
      trainHereOrOnCluster(open, runner);
    } finally {
      if (alone) {
        plan.toFile().delete(); // Nobody reads it without the claim; the next run replaces it.
        all.close();
      }
    }
    tellWhatOthersRun();
    return inOrder();
  }

  private void trainHereOrOnCluster(List<TrialConfig> open, TrialRunner runner) {
    if (options.cluster().isPresent()) {
      BiConsumer<TrialConfig, RunStatus> ended = (trial, status) -> over(summary(trial, status));
      options
          .cluster()
          .get()
          .accept(
              new RemoteTrials(folders, data, options.stop(), open, this::tell, ended, held::put));
    } else {
      train(open, runner, false);
      train(List.copyOf(held.keySet()), runner, true);
    }
  }

  /** Fails where a process that is to run all trials could not run one, unless it was stopped. */
  private void tellWhatOthersRun() {
    for (Map.Entry<TrialConfig, HeldException> other : held.entrySet()) {
      Path directory = folders.directory(other.getKey()).target();
      if (options.shard().isWhole() && !options.stop().requested()) {
        throw other.getValue().about(directory);
      }
      listener.notice(
          "%s is left to %s, which runs it".formatted(directory, other.getValue().getMessage()));
    }
  }

  private Claim claimFolder() {
    try {
      return Claim.ofFolder(folders.experiment(), options.stop());
    } catch (HeldException e) {
      throw e.about(folders.experiment());
    }
  }

  /** Whether a process runs all trials in a folder. */
  public static boolean isRunning(Path folder) {
    return Claim.isTaken(folder);
  }

  /** Data of trials that were done before may be gone; those of the others are loaded already. */
  private RunPlan plan(Set<TrialConfig> done) {
    List<RunPlan.Trial> planned = new ArrayList<>();
    for (TrialConfig trial : experiment.trials()) {
      String name = trial.trial();
      if (done.contains(trial)) {
        planned.add(new RunPlan.Trial(name, true, 0, 0, "", false));
        continue;
      }
      LoadedData loaded = data.of(trial);
      TrainingLength length = TrainingLength.of(trial.training(), loaded.training().size());
      planned.add(
          new RunPlan.Trial(
              name, false, length.epochs(), length.steps(), loaded.name(), loaded.standIn()));
    }
    return new RunPlan(planned);
  }

  private List<TrialSummary> inOrder() {
    return numbers.keySet().stream().filter(summaries::containsKey).map(summaries::get).toList();
  }

  /**
   * For those who want to know what is missing. Processes that begin together write the same names.
   */
  private void writeNames() {
    List<String> names = experiment.trials().stream().map(TrialConfig::trial).toList();
    if (names.size() == 1) {
      return;
    }
    Path file = folders.experiment().resolve(RunFiles.TRIALS);
    exclusively(
        folders.experiment(),
        RunFiles.TRIALS,
        () -> WholeFile.write(file, String.join("\n", names) + "\n"));
  }

  private void train(List<TrialConfig> trials, TrialRunner runner, boolean waits) {
    int atATime = Math.max(1, Math.min(options.parallel(), trials.size()));
    new ParallelRunner((trial, caller) -> claim(trial, caller, runner, waits), options.stop())
        .run(trials, atATime);
  }

  private void tell(TrialConfig trial, TrialEvent event) {
    listener.tell(trial, numbers.get(trial), numbers.size(), event);
  }

  /** Runs a trial, unless another process does so; the caller does what the listener is told. */
  private void claim(TrialConfig trial, Executor caller, TrialRunner runner, boolean waits) {
    RunDirectory run = folders.directory(trial);
    RunStatus ended;
    try (Claim claim = folders.claim(trial, options.stop(), waits)) {
      held.remove(trial);
      boolean done = options.earlier() != Earlier.RERUN && earlier.isDone(trial, line -> {});
      if (options.earlier() == Earlier.RERUN) {
        run.forget();
      } else if (!done && !options.shard().isWhole()) {
        earlier.checkContinuation(trial);
      }
      claim.guard(run);
      ended =
          done
              ? null
              : runner.run(
                  trial,
                  run,
                  event -> {
                    if (claim.isLost()) {
                      run.leave();
                    }
                    claim.requireHeld();
                    caller.execute(() -> tell(trial, event));
                  });
    } catch (HeldException e) {
      held.put(trial, e);
      return;
    }
    caller.execute(() -> over(ended == null ? summary(trial, true) : summary(trial, ended)));
  }

  private void found(Set<TrialConfig> done) {
    done.parallelStream().map(trial -> summary(trial, true)).toList().forEach(this::over);
  }

  private TrialSummary summary(TrialConfig trial, boolean wasDoneBefore) {
    return TrialSummary.read(trial, folders.directory(trial).target(), wasDoneBefore);
  }

  /** Of a trial that ran now; its run directory may be that of an earlier run, which was kept. */
  private TrialSummary summary(TrialConfig trial, RunStatus ended) {
    TrialSummary found = summary(trial, false);
    return found.status().equals(ended)
        ? found
        : new TrialSummary(trial, found.directory(), false, ended, null, 0, Double.NaN);
  }

  private void over(TrialSummary summary) {
    summaries.put(summary.trial(), summary);
    listener.trialEnded(summary);
  }

  /**
   * Finds what would stop a trial before any of them is trained, once for trials that are alike.
   */
  private void check(List<TrialConfig> trials) {
    Set<String> notices = new LinkedHashSet<>();
    Set<List<Object>> checked = new HashSet<>();
    for (TrialConfig trial : trials) {
      if (!checked.add(checkedSettings(trial))) {
        continue;
      }
      listener.preparing("loading the libraries");
      Backends.load(trial.backend());
      listener.preparing("loading the data");
      LoadedData loaded = data.of(trial);
      listener.preparing("building the networks");
      TrainableCheck.check(trial, loaded.training());
      Networks.build(trial);
      zeroRate(trial, loaded).ifPresent(notices::add);
      if (loaded.standIn()) {
        notices.add(
            "%1$s IS NOT AVAILABLE: %2$s. This run trains on %3$s, which the program draws, instead. To train on %1$s, run the same command with a network connection, or name its folder with --data DIR."
                .formatted(trial.dataset().name(), loaded.missing(), loaded.name()));
      }
    }
    notices.forEach(listener::notice);
  }

  /** That a trial trains at rate 0 after its cosine; no error, since records of such may exist. */
  private static Optional<String> zeroRate(TrialConfig trial, LoadedData loaded) {
    ScheduleConfig schedule = trial.training().schedule();
    int epochs = TrainingLength.of(trial.training(), loaded.training().size()).epochs();
    return schedule.kind() == ScheduleConfig.Kind.COSINE && schedule.every() < epochs
        ? Optional.of(
            "training.schedule.every is %1$d with training.schedule.kind cosine: the learning rate is 0 after epoch %1$d of %2$d; set training.schedule.every=%2$d"
                .formatted(schedule.every(), epochs))
        : Optional.empty();
  }

  /** What {@link #check} depends on. */
  private static List<Object> checkedSettings(TrialConfig trial) {
    TrainingConfig training = trial.training();
    return Arrays.asList(
        trial.backend(),
        trial.dataset(),
        trial.fallback(),
        trial.network(),
        trial.deepNet(),
        trial.dataType(),
        trial.initialWeights(),
        trial.batchNorm(),
        trial.dropout(),
        training.batchSize(),
        training.epochs(),
        training.steps(),
        training.schedule(),
        training.optimizer(),
        training.clipping(),
        training.step());
  }

  /**
   * What running an experiment would do with a trial.
   *
   * @param trial its settings
   * @param done whether it is done and would not be run again
   * @param seconds estimate of the time that it takes; 0 if it is done
   */
  public record PlannedTrial(TrialConfig trial, boolean done, double seconds) {}
}
