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
 * What earlier runs of trials left unfinished, before any of them is run.
 *
 * @param folder of the experiment
 * @param earlier what is to become of it
 * @param data to see whether it is still the same
 */
record UnfinishedTrials(Path folder, Earlier earlier, DataSource data) {
  /**
   * Forgets it where all is to be run anew; refuses where trials must go on and cannot.
   *
   * @throws ConfigException if a trial must go on and cannot
   */
  void prepare(List<TrialConfig> open) {
    if (earlier == Earlier.RERUN) {
      open.forEach(trial -> RunDirectory.forget(folder, trial.trial()));
    } else if (earlier == Earlier.MUST_CONTINUE) {
      long found = open.stream().filter(this::canContinue).count();
      if (found == 0) {
        throw new ConfigException(
            "--resume: no unfinished trial in "
                + folder
                + " has a usable checkpoint; remove --resume to start them again");
      }
    }
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
