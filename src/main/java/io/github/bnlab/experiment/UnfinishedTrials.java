package io.github.bnlab.experiment;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.recording.Checkpoint;
import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.recording.RunDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Unfinished earlier runs of trials, checked before any trial is run.
 *
 * @param folders of the experiment
 * @param earlier what to do with them
 * @param data to see whether it is still the same
 */
record UnfinishedTrials(TrialFolders folders, Earlier earlier, DataSource data) {
  /**
   * Fails if trials must continue but cannot, or would continue with other numbers; changes
   * nothing.
   *
   * @throws ConfigException if a trial cannot continue, or an earlier version of the program left
   *     its checkpoints; it is kept as it is
   */
  void check(List<TrialConfig> open) {
    if (earlier == Earlier.RERUN) {
      return;
    }
    long found = open.stream().filter(folders::has).filter(this::check).count();
    if (earlier == Earlier.MUST_CONTINUE && found == 0) {
      throw new ConfigException(
          "--resume: no unfinished trial in "
              + folders.experiment()
              + " has a usable checkpoint; remove --resume to start them again");
    }
  }

  /** The same for one trial; whether it must continue and can. */
  boolean check(TrialConfig trial) {
    refuseOldCheckpoint(trial);
    requireSameNumbers(trial);
    return earlier == Earlier.MUST_CONTINUE && canContinue(trial);
  }

  private void refuseOldCheckpoint(TrialConfig trial) {
    RunDirectory.oldCheckpoint(folders.parent(trial), trial.trial())
        .ifPresent(
            file -> {
              throw new ConfigException(
                  file
                      + " is a checkpoint of an earlier version of this program, which this one"
                      + " cannot continue; finish the run with that version, or start it again with"
                      + " --rerun");
            });
  }

  /** A changed environment, unlike changed data, can be changed back: nothing is discarded. */
  private void requireSameNumbers(TrialConfig trial) {
    RunDirectory.newestCheckpoint(folders.parent(trial), trial.trial())
        .map(Checkpoint::origin)
        .filter(origin -> origin.trial().equals(TrialYaml.write(trial)))
        .map(origin -> origin.fitDifference(Provenances.fit(trial)))
        .filter(difference -> !difference.isEmpty())
        .ifPresent(
            difference -> {
              throw new ConfigException(
                  "%s is unfinished, and %s; run it where and as it was begun to continue, choose another name=NAME, or start again with --rerun"
                      .formatted(folders.directory(trial), difference));
            });
  }

  private boolean canContinue(TrialConfig trial) {
    Optional<Checkpoint> newest =
        RunDirectory.newestCheckpoint(folders.parent(trial), trial.trial());
    if (newest.isEmpty()) {
      return false;
    }
    LoadedData loaded = data.load(trial.dataset(), trial.fallback());
    MultiLayerNetwork network = TrialNetworks.build(trial);
    Map<String, String> fit = Provenances.fit(trial);
    Origin now = Origin.of(TrialYaml.write(trial), loaded.sha256(), network, fit);
    String difference = newest.get().origin().difference(now);
    if (!difference.isEmpty()) {
      throw new ConfigException(
          "--resume: %s cannot continue, since %s; remove --resume to start it again"
              .formatted(trial.trial(), difference));
    }
    return true;
  }
}
