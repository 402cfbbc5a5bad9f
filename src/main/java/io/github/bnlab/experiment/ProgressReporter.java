package io.github.bnlab.experiment;

import io.github.bnlab.config.KnownNames;
import io.github.bnlab.training.EpochDone;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.StepDone;
import io.github.bnlab.training.TrainingLength;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrialStarted;

/** Reports the progress of a training, a few times a second. */
final class ProgressReporter implements TrainingObserver {
  private static final long INTERVAL_NANOS = 200_000_000;

  private final TrialProgress progress;
  private int steps;
  private double lossOfEpoch;
  private long examplesOfEpoch;
  private long examplesSinceLast;
  private long last;

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
    progress.started(KnownNames.label(event.stepKind()), length.epochs(), event.totalSteps());
  }

  @Override
  public void stepDone(StepDone event) {
    lossOfEpoch += event.trainingLoss() * event.batchSize();
    examplesOfEpoch += event.batchSize();
    examplesSinceLast += event.batchSize();
    long nanos = System.nanoTime() - last;
    if (nanos >= INTERVAL_NANOS) {
      double samplesPerSecond = examplesSinceLast / (nanos / 1e9);
      double loss = lossOfEpoch / examplesOfEpoch;
      progress.progress(
          new StepProgress(event.step(), steps, event.epoch(), loss, samplesPerSecond));
      restartClock();
    }
  }

  @Override
  public void epochDone(EpochDone event) {
    Score validation = event.validation();
    Score test = event.test();
    progress.epochDone(
        new EpochProgress(
            event.epoch(),
            event.step(),
            event.trainingLoss(),
            validation == null ? null : validation.loss(),
            validation == null ? null : validation.accuracy(),
            test == null ? null : test.loss(),
            test == null ? null : test.accuracy(),
            event.epoch() == 0 ? Double.NaN : examplesOfEpoch / event.trainingSeconds()));
    lossOfEpoch = 0;
    examplesOfEpoch = 0;
    restartClock();
  }

  private void restartClock() {
    examplesSinceLast = 0;
    last = System.nanoTime();
  }
}
