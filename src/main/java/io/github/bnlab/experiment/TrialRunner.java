package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Runs one trial: a value goes in, a run directory comes out. Nothing else is shared between
 * trials.
 */
interface TrialRunner {
  /**
   * Runs a trial to its end, successful or not, and leaves a complete run directory.
   *
   * @param trial what to compute
   * @param parent folder of its run directory
   * @param told receives its events, on the calling thread
   * @return the run directory; its {@code status.json} says how the trial ended
   * @throws io.github.bnlab.recording.files.RecordException if it cannot be recorded; then there is
   *     no new run directory
   */
  Path run(TrialConfig trial, Path parent, Consumer<TrialEvent> told);
}
