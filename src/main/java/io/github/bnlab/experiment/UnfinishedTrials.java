package io.github.bnlab.experiment;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.recording.Checkpoint;
import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.recording.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Unfinished earlier runs of trials, checked before any trial is run.
 *
 * @param folder of the experiment
 * @param earlier what to do with them
 * @param data to see whether it is still the same
 */
record UnfinishedTrials(Path folder, Earlier earlier, DataSource data) {
  /**
   * Deletes them if all trials are to be run again.
   *
   * @throws ConfigException if a trial must continue but cannot, or an earlier version of the
   *     program left its checkpoints
   */
  void prepare(List<TrialConfig> open) {
    if (earlier == Earlier.RERUN) {
      open.forEach(trial -> RunDirectory.forget(folder, trial.trial()));
      return;
    }
    open.forEach(this::refuseOldCheckpoint);
    if (earlier == Earlier.MUST_CONTINUE) {
      long found = open.stream().filter(this::canContinue).count();
      if (found == 0) {
        throw new ConfigException(
            "--resume: no unfinished trial in "
                + folder
                + " has a usable checkpoint; remove --resume to start them again");
      }
    }
  }

  private void refuseOldCheckpoint(TrialConfig trial) {
    RunDirectory.oldCheckpoint(folder, trial.trial())
        .ifPresent(
            file -> {
              throw new ConfigException(
                  file
                      + " is a checkpoint of an earlier version of this program, which this one"
                      + " cannot continue; finish the run with that version, or start it again with"
                      + " --rerun");
            });
  }

  private boolean canContinue(TrialConfig trial) {
    Optional<Checkpoint> newest = RunDirectory.newestCheckpoint(folder, trial.trial());
    if (newest.isEmpty()) {
      return false;
    }
    LoadedData loaded = data.load(trial.dataset(), trial.fallback());
    Origin now = Origin.of(TrialYaml.write(trial), loaded.sha256(), TrialNetworks.build(trial));
    String difference = newest.get().origin().difference(now);
    if (!difference.isEmpty()) {
      throw new ConfigException(
          "--resume: %s cannot continue, since %s; remove --resume to start it again"
              .formatted(trial.trial(), difference));
    }
    return true;
  }
}
