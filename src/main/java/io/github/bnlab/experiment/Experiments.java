package io.github.bnlab.experiment;

import io.github.bnlab.config.Experiment;
import java.util.List;

/** Runs experiments. */
public final class Experiments {
  private Experiments() {}

  /**
   * Runs the trials of an experiment one after another. A trial that diverges or fails is recorded
   * as such and the experiment goes on; one that is done already is not run again.
   *
   * @return a summary of every trial that was run or was done before, in order; fewer than there
   *     are trials if it was asked to stop
   * @throws io.github.bnlab.config.ConfigException if a trial cannot be run as configured; nothing
   *     was trained
   * @throws io.github.bnlab.dataset.DataException if data cannot be used; nothing was trained
   * @throws io.github.bnlab.recording.files.RecordException if results cannot be written
   */
  public static List<TrialSummary> run(
      Experiment experiment, RunOptions options, ProgressListener listener) {
    throw new UnsupportedOperationException("not yet");
  }
}
