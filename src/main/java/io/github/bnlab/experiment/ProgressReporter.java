package io.github.bnlab.experiment;

import io.github.bnlab.config.KnownNames;
import io.github.bnlab.training.EpochDone;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.StepDone;
import io.github.bnlab.training.TrainingLength;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrialResumed;
import io.github.bnlab.training.TrialStarted;

/** Reports the progress of a training, a few times a second. */
final class ProgressReporter implements TrainingObserver {
  private static final long INTERVAL_NANOS = 200_000_000;

  private final TrialProgress progress;
  private int steps;
  private double lossOfEpoch;
  private long examplesOfEpoch;

  /** Of an unfinished epoch, before the trial was interrupted. */
  private long examplesBefore;

  private long examples;
  private double seconds;
  private long epochBegan;
  private long told;

  ProgressReporter(TrialProgress progress) {
    this.progress = progress;
  }

  @Override
  public void notice(String line) {
    progress.notice(line);
  }

  @Override
  public void trialStarted(TrialStarted event) {
    TrainingLength length =
        TrainingLength.of(event.config().training(), event.data().training().size());
    steps = event.totalSteps();
    epochBegan = System.nanoTime();
    progress.started(KnownNames.label(event.stepKind()), length.epochs(), event.totalSteps());
  }

  @Override
  public void trialResumed(TrialResumed event) {
    examplesBefore = event.examplesOfEpoch();
    progress.progress(new StepProgress(event.step(), steps, event.epoch(), Double.NaN, Double.NaN));
    epochBegan = System.nanoTime();
  }

  @Override
  public void stepDone(StepDone event) {
    lossOfEpoch += event.trainingLoss() * event.batchSize();
    examplesOfEpoch += event.batchSize();
    long now = System.nanoTime();
    if (now - told >= INTERVAL_NANOS) {
      told = now;
      double loss = lossOfEpoch / examplesOfEpoch;
      double rate = (examples + examplesOfEpoch) / (seconds + (now - epochBegan) / 1e9);
      progress.progress(new StepProgress(event.step(), steps, event.epoch(), loss, rate));
    }
  }

  @Override
  public void epochDone(EpochDone event) {
    Score validation = event.validation();
    Score test = event.test();
    // As in the records: evaluation takes no part.
    seconds += event.epoch() == 0 ? 0 : event.trainingSeconds();
    examples += examplesBefore + examplesOfEpoch;
    progress.epochDone(
        new EpochProgress(
            event.epoch(),
            event.step(),
            event.trainingLoss(),
            validation == null ? null : validation.loss(),
            validation == null ? null : validation.accuracy(),
            test == null ? null : test.loss(),
            test == null ? null : test.accuracy(),
            examples / seconds));
    lossOfEpoch = 0;
    examplesOfEpoch = 0;
    examplesBefore = 0;
    epochBegan = System.nanoTime();
  }
}
