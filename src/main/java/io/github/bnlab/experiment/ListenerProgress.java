package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;

/** Passes the progress of one trial on to the listener of its experiment. */
record ListenerProgress(ProgressListener listener, TrialConfig trial, int number, int of)
    implements TrialProgress {
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
}
