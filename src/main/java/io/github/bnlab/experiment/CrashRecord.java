package io.github.bnlab.experiment;

import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.recording.Checkpoint;
import io.github.bnlab.recording.Recorder;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.training.TrialEnded;
import io.github.bnlab.training.TrialEnded.Outcome;
import io.github.bnlab.training.TrialResumed;
import java.nio.file.Path;
import java.util.Map;

/**
 * Records a trial whose process ended before it could do so itself.
 *
 * @param results folder of all experiments
 * @param trial its settings
 * @param progress told what becomes of an earlier run
 */
record CrashRecord(Path results, TrialConfig trial, TrialProgress progress) {
  /** The run directory of the trial. */
  Path directory() {
    return results.resolve(trial.experiment()).resolve(trial.trial());
  }

  /**
   * Leaves a run directory with what there was at the newest checkpoint, from which the trial can
   * go on; without one, a run directory without curves.
   *
   * @param state failed or interrupted; an interrupted trial does not replace an earlier run
   * @param reason one sentence
   * @param errors what the process printed, possibly empty
   * @return the run directory
   */
  Path record(State state, String reason, String errors) {
    try (RunDirectory run =
        RunDirectory.begin(results.resolve(trial.experiment()), trial.trial())) {
      Resumption resumption = new Resumption(trial, run, progress);
      if (state == State.INTERRUPTED && resumption.keepsEarlierRun()) {
        return run.target();
      }
      resumption.checkSettings();
      if (!errors.isEmpty()) {
        run.write(RunFiles.FAILURE, errors);
      }
      run.write(
          RunFiles.PROVENANCE,
          RunJson.write(Provenances.of(trial, Map.of(), Backends.load(trial.backend()))));
      resumption.commit(finish(run, state, reason));
      return run.target();
    }
  }

  private static RunStatus finish(RunDirectory run, State state, String reason) {
    try (Recorder recorder = new Recorder(run)) {
      run.checkpoint()
          .map(Checkpoint::state)
          .map(TrialResumed::at)
          .ifPresent(recorder::trialResumed);
      if (state == State.INTERRUPTED) {
        recorder.trialEnded(new TrialEnded(Outcome.INTERRUPTED, 0, reason));
      } else {
        recorder.failed(reason);
      }
      return recorder.finish();
    }
  }
}
