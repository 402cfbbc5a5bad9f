package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import java.nio.file.Path;

/**
 * Runs one trial: a value goes in, a run directory comes out. An implementation may do so in this
 * process, in another one, or on another machine; nothing else is shared between trials.
 */
public interface TrialRunner {
  /**
   * Runs a trial to its end, successful or not, and leaves a complete run directory.
   *
   * @param trial what to compute
   * @param progress receives its progress, on the calling thread
   * @return the run directory; its {@code status.json} says how the trial ended
   * @throws io.github.bnlab.recording.files.RecordException if it cannot be recorded; then there is
   *     no new run directory
   */
  Path run(TrialConfig trial, TrialProgress progress);
}
