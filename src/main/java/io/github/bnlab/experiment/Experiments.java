package io.github.bnlab.experiment;

import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.training.TrainableCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Runs experiments. */
public final class Experiments {
  private final Experiment experiment;
  private final RunOptions options;
  private final ProgressListener listener;
  private final DataSource data;

  private Experiments(Experiment experiment, RunOptions options, ProgressListener listener) {
    this.experiment = experiment;
    this.options = options;
    this.listener = listener;
    this.data = new DataCache(options.data());
  }

  /**
   * Runs the trials of an experiment one after another. A trial that diverges or fails is recorded
   * as such and the experiment goes on; one that is done already is not run again.
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
      Experiment experiment, RunOptions options, ProgressListener listener) {
    return new Experiments(experiment, options, listener).run();
  }

  private List<TrialSummary> run() {
    EarlierRuns earlier = new EarlierRuns(options.results(), data, listener::notice);
    Set<TrialConfig> done = new HashSet<>();
    if (!options.rerun()) {
      experiment.trials().stream().filter(earlier::isDone).forEach(done::add);
    }
    check(experiment.trials().stream().filter(trial -> !done.contains(trial)).toList());
    TrialRunner runner = new InProcessRunner(options.results(), data, options.stop());
    List<TrialSummary> summaries = new ArrayList<>();
    for (TrialConfig trial : experiment.trials()) {
      if (options.stop().requested()) {
        break;
      }
      TrialSummary summary =
          done.contains(trial)
              ? Summaries.read(trial, earlier.directory(trial), true)
              : run(runner, trial);
      summaries.add(summary);
      listener.trialEnded(summary);
    }
    return summaries;
  }

  private TrialSummary run(TrialRunner runner, TrialConfig trial) {
    int number = experiment.trials().indexOf(trial) + 1;
    TrialProgress progress =
        new ListenerProgress(listener, trial, number, experiment.trials().size());
    return Summaries.read(trial, runner.run(trial, progress), false);
  }

  /** Finds what would stop a trial before any of them is trained. */
  private void check(List<TrialConfig> trials) {
    Set<String> standIns = new HashSet<>();
    for (TrialConfig trial : trials) {
      Backends.load(trial.backend());
      LoadedData loaded = data.load(trial.dataset(), trial.fallback());
      TrainableCheck.check(trial, loaded.training());
      TrialNetworks.build(trial);
      if (loaded.standIn() && standIns.add(trial.dataset().name())) {
        listener.notice(
            "%s CANNOT BE HAD: training on %s, drawn by this program, in its place"
                .formatted(trial.dataset().name(), loaded.name()));
      }
    }
  }
}
