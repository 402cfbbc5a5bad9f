package io.github.bnlab.training;

/**
 * Watches a trial. Called in order on one thread; an exception thrown by an observer fails the
 * trial, so that nothing is lost unnoticed.
 */
public interface TrainingObserver {
  /** A notice for the user, such as that another kind of step than the requested one is used. */
  default void notice(String line) {}

  /** Before the first step. */
  default void trialStarted(TrialStarted event) {}

  /**
   * After {@link #trialStarted} and in place of the events of an earlier run, if the trial is
   * resumed; the network still has its initial parameters.
   */
  default void trialResumed(TrialResumed event) {}

  /**
   * Between two steps, before a state is saved from which the trial can be resumed: the observer
   * writes to its files what it has recorded so far, except rows that a table still buffers.
   */
  default void checkpoint() {}

  /** Before every step, with its batch. */
  default void stepBegins(StepBegins event) {}

  /** After every step. */
  default void stepDone(StepDone event) {}

  /** After every epoch, and once with epoch 0 before the first step. */
  default void epochDone(EpochDone event) {}

  /** After the last step, whatever ended the training. */
  default void trialEnded(TrialEnded event) {}
}
