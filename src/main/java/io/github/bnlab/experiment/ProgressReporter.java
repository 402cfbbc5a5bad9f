package io.github.bnlab.experiment;

import io.github.bnlab.config.KnownNames;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import io.github.bnlab.experiment.TrialEvent.Notice;
import io.github.bnlab.experiment.TrialEvent.Started;
import io.github.bnlab.experiment.TrialEvent.StepProgress;
import io.github.bnlab.recording.Recorder;
import io.github.bnlab.training.TrainingLength;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrainingState;
import java.util.function.Consumer;

/** Reports the progress of a training, a few times a second. */
final class ProgressReporter implements TrainingObserver {
  private static final long INTERVAL_NANOS = 200_000_000;

  private final Consumer<TrialEvent> listener;
  private int steps;

  // Since the last evaluation.
  private double newLoss;
  private long newExamples;

  // Before it.
  private long examples;
  private double seconds;

  private long told;

  ProgressReporter(Consumer<TrialEvent> listener) {
    this.listener = listener;
  }

  @Override
  public void notice(String line) {
    listener.accept(new Notice(line));
  }

  @Override
  public void trialStarted(TrialStarted event) {
    TrainingLength length =
        TrainingLength.of(event.config().training(), event.data().training().size());
    steps = event.totalSteps();
    listener.accept(
        new Started(KnownNames.label(event.stepKind()), length.epochs(), event.totalSteps()));
  }

  @Override
  public void trialResumed(TrainingState resumed) {
    newLoss = resumed.lossSum();
    newExamples = resumed.examples();
    listener.accept(
        new StepProgress(resumed.step(), steps, resumed.lastEpoch(), Double.NaN, Double.NaN));
  }

  @Override
  public void stepDone(StepDone event) {
    newLoss += event.trainingLoss() * event.batchSize();
    newExamples += event.batchSize();
    long now = System.nanoTime();
    if (now - told >= INTERVAL_NANOS) {
      told = now;
      double loss = newLoss / newExamples;
      double rate = (examples + newExamples) / (seconds + event.trainingSeconds());
      listener.accept(new StepProgress(event.step(), steps, event.epoch(), loss, rate));
    }
  }

  @Override
  public void epochDone(EpochDone event) {
    seconds += event.epoch() == 0 ? 0 : event.trainingSeconds();
    examples += newExamples;
    listener.accept(new EpochProgress(Recorder.row(event), examples / seconds));
    newLoss = 0;
    newExamples = 0;
  }
}
