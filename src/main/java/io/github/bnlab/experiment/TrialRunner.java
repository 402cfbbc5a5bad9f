package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.recording.RunDirectory;
import java.util.function.Consumer;

/**
 * Runs one trial: a value goes in, a run directory comes out. Nothing else is shared between
 * trials.
 */
interface TrialRunner {
  /**
   * Runs a trial to its end, successful or not, and leaves a complete run directory, whose {@code
   * status.json} says how the trial ended.
   *
   * @param trial what to compute
   * @param run its run directory, not begun
   * @param told receives its events, on the calling thread
   * @throws io.github.bnlab.recording.files.RecordException if it cannot be recorded; then there is
   *     no new run directory
   */
  void run(TrialConfig trial, RunDirectory run, Consumer<TrialEvent> told);
}
