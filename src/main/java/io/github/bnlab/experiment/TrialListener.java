package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;

/**
 * Receives the progress of an experiment. Called on the thread that called {@code Experiments.run};
 * an exception from it fails the trial.
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
   * @param stepKind the kind of step really used
   * @param epochs how many it will take, the last one possibly in part
   * @param steps how many it will take
   */
  default void trialStarted(
      TrialConfig trial, int number, int of, String stepKind, int epochs, int steps) {}

  /** A few times a second while a trial runs. */
  default void progress(TrialConfig trial, StepProgress progress) {}

  /** After every epoch, and with epoch 0 before the first step. */
  default void epochDone(TrialConfig trial, EpochProgress progress) {}

  /** A trial is over, or was over already. */
  default void trialEnded(TrialSummary summary) {}

  /**
   * The listener of one trial.
   *
   * @param number of the trial, from 1
   * @param of how many trials
   */
  default TrialProgress forTrial(TrialConfig trial, int number, int of) {
    TrialListener listener = this;
    return new TrialProgress() {
      @Override
      public void notice(String line) {
        listener.notice(line);
      }

      @Override
      public void started(String stepKind, int epochs, int steps) {
        listener.trialStarted(trial, number, of, stepKind, epochs, steps);
      }

      @Override
      public void progress(StepProgress progress) {
        listener.progress(trial, progress);
      }

      @Override
      public void epochDone(EpochProgress progress) {
        listener.epochDone(trial, progress);
      }
    };
  }
}
