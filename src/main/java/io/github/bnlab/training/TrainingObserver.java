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

  /** Before every step, with its batch. */
  default void stepBegins(StepBegins event) {}

  /** After every step. */
  default void stepDone(StepDone event) {}

  /** After every epoch, and once with epoch 0 before the first step. */
  default void epochDone(EpochDone event) {}

  /** After the last step, however it came about. */
  default void trialEnded(TrialEnded event) {}
}
