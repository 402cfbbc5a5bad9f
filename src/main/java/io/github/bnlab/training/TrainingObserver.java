package io.github.bnlab.training;

/**
 * Watches a trial. Called in order on one thread; an exception thrown by an observer fails the
 * trial, so that nothing is lost unnoticed.
 */
public interface TrainingObserver {
  /** One line that a person should read, such as that a step is not the one asked for. */
  default void notice(String line) {}

  /** Before the first step. */
  default void trialStarted(TrialStarted event) {}

  /**
   * After {@link #trialStarted} and instead of all that an earlier run was told, where the trial
   * continues; the network still has its initial parameters.
   */
  default void trialResumed(TrialResumed event) {}

  /**
   * Between two steps, before a state is saved from which the trial may continue: what was recorded
   * so far is to be in its files, as far as it is not behind a table.
   */
  default void checkpoint() {}

  /** Before every step, with its batch. */
  default void stepBegins(StepBegins event) {}

  /** After every step. */
  default void stepDone(StepDone event) {}

  /** After every epoch, and once with epoch 0 before the first step. */
  default void epochDone(EpochDone event) {}

  /** After the last step, however it came about. */
  default void trialEnded(TrialEnded event) {}
}
