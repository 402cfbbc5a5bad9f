package io.github.bnlab.training;

import io.github.bnlab.config.Changed;
import java.util.ArrayList;
import java.util.List;

/** Keeps all events of a training. */
class Events implements TrainingObserver {
  final List<StepDone> steps = new ArrayList<>();
  final List<EpochDone> epochs = new ArrayList<>();
  TrialStarted started;
  TrialEnded ended;

  @Override
  public void trialStarted(TrialStarted event) {
    started = event;
  }

  @Override
  public void stepDone(StepDone event) {
    steps.add(Changed.with(event, "trainingSeconds", 0.0)); // differs from run to run
  }

  @Override
  public void epochDone(EpochDone event) {
    epochs.add(event);
  }

  @Override
  public void trialEnded(TrialEnded event) {
    ended = event;
  }
}
