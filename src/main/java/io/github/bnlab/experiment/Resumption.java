package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.TrialEvent.Notice;
import io.github.bnlab.recording.Checkpoint;
import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunReader;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Decides whether a trial continues from the checkpoint of an unfinished run in its directory or
 * starts again, and prepares the directory.
 *
 * @param trial its settings
 * @param directory opened, and not yet written to
 * @param told receives the decision
 */
record Resumption(TrialConfig trial, RunDirectory directory, Consumer<TrialEvent> told) {
  /** Checks the settings, before data is loaded. */
  void checkSettings() {
    if (directory.isDamaged()) {
      notice("starts again: none of its checkpoints can be used");
    }
    Optional<Origin> before = directory.checkpoint().map(Checkpoint::origin);
    if (before.isPresent() && !before.get().trial().equals(TrialYaml.write(trial))) {
      startAgain("its settings differ from those of its checkpoint");
    }
    writeSettings();
  }

  /**
   * Checks data, initial parameters and what {@code fit} depends on as well.
   *
   * @return the origin of this trial
   */
  Origin check(LoadedData data, MultiLayerNetwork network) {
    Origin origin = Provenances.origin(trial, data, network);
    Optional<Checkpoint> checkpoint = directory.checkpoint();
    String difference = checkpoint.map(found -> found.origin().difference(origin)).orElse("");
    if (!difference.isEmpty()) {
      startAgain(difference);
      writeSettings();
    } else if (checkpoint.isPresent()) {
      continueFrom(checkpoint.get(), origin);
    }
    return origin;
  }

  private void continueFrom(Checkpoint checkpoint, Origin origin) {
    notice("continues after step " + checkpoint.state().step() + " of its unfinished run");
    String before = checkpoint.origin().revision();
    if (!before.equals(origin.revision())) {
      notice(
          "was started by revision %s of this program and continues with revision %s"
              .formatted(before, origin.revision()));
    }
  }

  private void startAgain(String why) {
    notice("starts again: " + why);
    directory.clear();
  }

  private void writeSettings() {
    directory.write(RunFiles.TRIAL, TrialYaml.write(trial));
  }

  private void notice(String what) {
    told.accept(new Notice(trial.trial() + " " + what));
  }

  /** Whether there is a run that came to its end, which a stopped one must not replace. */
  boolean keepsEarlierRun() {
    RunReader earlier = new RunReader(directory.target());
    if (!earlier.exists() || !earlier.status().state().isConclusive()) {
      return false;
    }
    notice("was stopped; its earlier run is kept");
    if (earlier.trialYaml().equals(TrialYaml.write(trial))) {
      directory.clear(); // The earlier run is complete, so that this one is not needed.
    }
    return true;
  }
}
