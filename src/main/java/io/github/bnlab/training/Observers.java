package io.github.bnlab.training;

import java.util.List;

/** Passes events on to several observers, in order. */
record Observers(List<TrainingObserver> all) implements TrainingObserver {
  @Override
  public void notice(String line) {
    all.forEach(o -> o.notice(line));
  }

  @Override
  public void trialStarted(TrialStarted event) {
    all.forEach(o -> o.trialStarted(event));
  }

  @Override
  public void stepBegins(StepBegins event) {
    all.forEach(o -> o.stepBegins(event));
  }

  @Override
  public void trialResumed(TrainingState resumed) {
    all.forEach(o -> o.trialResumed(resumed));
  }

  @Override
  public void stepDone(StepDone event) {
    all.forEach(o -> o.stepDone(event));
  }

  @Override
  public void epochDone(EpochDone event) {
    all.forEach(o -> o.epochDone(event));
  }

  @Override
  public void trialEnded(TrialEnded event) {
    all.forEach(o -> o.trialEnded(event));
  }
}
