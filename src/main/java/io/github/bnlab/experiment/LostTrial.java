package io.github.bnlab.experiment;

import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.recording.Recorder;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.training.TrialEnded;
import io.github.bnlab.training.TrialEnded.Outcome;
import java.nio.file.Path;
import java.util.Map;

/**
 * Records a trial whose process ended before it could do so itself.
 *
 * @param results folder of all experiments
 * @param trial its settings
 * @param progress told what becomes of an earlier run
 */
record LostTrial(Path results, TrialConfig trial, TrialProgress progress) {
  /** The run directory of the trial. */
  Path directory() {
    return results.resolve(trial.experiment()).resolve(trial.trial());
  }

  /**
   * Leaves a run directory without curves; what the process wrote of one is removed.
   *
   * @param state failed or interrupted; an interrupted trial does not replace an earlier run
   * @param reason one sentence
   * @param errors what the process printed, possibly empty
   * @return the run directory
   */
  Path record(State state, String reason, String errors) {
    try (RunDirectory run =
        RunDirectory.begin(results.resolve(trial.experiment()), trial.trial())) {
      if (state == State.INTERRUPTED && isConclusive(run.target())) {
        progress.notice(trial.trial() + " was stopped; its earlier run is kept");
        return run.target();
      }
      run.write(RunFiles.TRIAL, TrialYaml.write(trial));
      if (!errors.isEmpty()) {
        run.write(RunFiles.FAILURE, errors);
      }
      run.write(
          RunFiles.PROVENANCE,
          RunJson.write(Provenances.of(trial, Map.of(), Backends.load(trial.backend()))));
      try (Recorder recorder = new Recorder(run)) {
        if (state == State.INTERRUPTED) {
          recorder.trialEnded(new TrialEnded(Outcome.INTERRUPTED, 0, reason));
        } else {
          recorder.failed(reason);
        }
        recorder.finish();
      }
      run.commit();
      return run.target();
    }
  }

  /** Whether an earlier run came to its end. */
  static boolean isConclusive(Path directory) {
    RunReader earlier = new RunReader(directory);
    return earlier.exists() && earlier.status().state().isConclusive();
  }
}
