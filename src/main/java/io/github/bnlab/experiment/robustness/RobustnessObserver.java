package io.github.bnlab.experiment.robustness;

import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrialEnded;
import io.github.bnlab.training.TrialStarted;

/** Tries the network of a trial that was not cut off on perturbed test images, and records it. */
public final class RobustnessObserver implements TrainingObserver {
  private final RunDirectory directory;
  private TrialStarted trial;

  /** Records into a directory. */
  public RobustnessObserver(RunDirectory directory) {
    this.directory = directory;
  }

  @Override
  public void trialStarted(TrialStarted event) {
    trial = event;
  }

  @Override
  public void trialEnded(TrialEnded event) {
    if (!event.outcome().isAsConfigured() || trial.data().test().size() == 0) {
      return;
    }
    directory.write(RunTable.ROBUSTNESS, new PerturbedEvaluation(trial).rows());
  }
}
