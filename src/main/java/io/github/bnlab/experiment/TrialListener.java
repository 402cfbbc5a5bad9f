package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import io.github.bnlab.experiment.TrialEvent.Notice;
import io.github.bnlab.experiment.TrialEvent.Started;
import io.github.bnlab.experiment.TrialEvent.StepProgress;

/**
 * Receives the progress of an experiment. Called on the thread that called {@code Experiments.run}.
 * With one trial at a time, an exception from {@code trialStarted}, {@code progress}, {@code
 * epochDone} or, once its data is being loaded, {@code notice} fails the trial, unless it is a
 * {@code RecordException}. Any other exception ends the run, which throws it; trials that run at
 * the same time are stopped before, by the {@link StopSignal} of the run.
 */
public interface TrialListener {
  /** A notice for the user: a replaced data set, a slower step, a trial that is run again. */
  default void notice(String line) {}

  /** What is done before the first trial begins, such as "loading the data". */
  default void preparing(String what) {}

  /**
   * A trial begins.
   *
   * @param trial its settings
   * @param number of the trial, from 1
   * @param of how many trials
   */
  default void trialStarted(TrialConfig trial, int number, int of, Started started) {}

  /** A few times a second while a trial runs. */
  default void progress(TrialConfig trial, StepProgress progress) {}

  /** After every epoch that ends with an evaluation, and with epoch 0 before the first step. */
  default void epochDone(TrialConfig trial, EpochProgress progress) {}

  /** A trial is over, or was over already. */
  default void trialEnded(TrialSummary summary) {}

  /** Calls the method for an event of a trial. */
  default void tell(TrialConfig trial, int number, int of, TrialEvent event) {
    if (event instanceof Notice notice) {
      notice(notice.line());
    } else if (event instanceof Started started) {
      trialStarted(trial, number, of, started);
    } else if (event instanceof StepProgress progress) {
      progress(trial, progress);
    } else if (event instanceof EpochProgress progress) {
      epochDone(trial, progress);
    }
  }
}
