package io.github.bnlab.experiment;

/** Receives the progress of one trial, on the thread that trains it. */
public interface TrialProgress {
  /** A notice for the user. */
  void notice(String line);

  /** The trial begins. */
  void started(String stepKind, int epochs, int steps);

  /** A few times a second. */
  void progress(StepProgress progress);

  /** After every epoch, and with epoch 0 before the first step. */
  void epochDone(EpochProgress progress);
}
