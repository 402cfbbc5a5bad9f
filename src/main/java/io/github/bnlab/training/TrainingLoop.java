package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.EpochOrder;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import io.github.bnlab.training.TrainingObserver.StepBegins;
import io.github.bnlab.training.TrainingObserver.StepDone;
import io.github.bnlab.training.TrainingObserver.TrialEnded;
import io.github.bnlab.training.TrainingObserver.TrialEnded.Outcome;
import io.github.bnlab.training.TrainingObserver.TrialStarted;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The loop of one training: epochs of steps, evaluations between them.
 *
 * @param sample training images on which evaluations measure accuracy, too
 */
record TrainingLoop(
    TrialStarted trial,
    ImageSet sample,
    Progress progress,
    TrainingObserver observer,
    Checkpoints checkpoints,
    BooleanSupplier stopRequested) {

  private TrialConfig config() {
    return trial.config();
  }

  /** Trains from the present progress on. */
  TrialEnded run() {
    if (!progress.isEvaluated()) {
      evaluate(0, Double.NaN, 0);
    }
    while (progress.step() < trial.totalSteps()) {
      Outcome outcome = trainEpoch();
      if (outcome == Outcome.INTERRUPTED) {
        checkpoint();
      }
      if (!outcome.isAsConfigured()) {
        return ended(outcome, "training loss");
      }
      if (progress.stepsOfEpoch() > 0) {
        trial.network().incrementEpochCount();
      }
      boolean last = progress.step() == trial.totalSteps() || outcome != Outcome.FINISHED;
      if (!last && progress.epoch() % config().recording().evaluations() != 0) {
        beginNextEpoch();
        continue;
      }
      if (progress.examples() == 0) {
        return ended(outcome, "");
      }
      EpochDone done = evaluate(progress.lastEpoch(), progress.meanLoss(), progress.stepSeconds());
      // After the last step of all no further training loss would tell.
      if (isDiverged(done.validation()) || isDiverged(done.test())) {
        return ended(Outcome.DIVERGED, "evaluation loss");
      }
      if (outcome == Outcome.TIME_BUDGET) {
        return ended(outcome, "");
      }
      Optional<String> enough = progress.reasonToStop(done);
      if (enough.isPresent() && progress.step() < trial.totalSteps()) {
        return new TrialEnded(Outcome.STOPPED_EARLY, progress.step(), enough.get());
      }
      beginNextEpoch();
    }
    return ended(Outcome.FINISHED, "");
  }

  private Outcome trainEpoch() {
    TrainingConfig training = config().training();
    int[] order = order();
    int size = training.batchSize();
    for (int from = 0; progress.step() < trial.totalSteps() && from < order.length; from += size) {
      if (stopRequested.getAsBoolean()) {
        return Outcome.INTERRUPTED;
      }
      if (training.timeBudget() > 0 && progress.seconds() >= training.timeBudget()) {
        return Outcome.TIME_BUDGET;
      }
      if (checkpoints.isDue(false)) {
        checkpoint();
      }
      int n = Math.min(size, order.length - from);
      Batch batch = Examples.of(trial.data().training(), order, from, n);
      StepBegins begins = new StepBegins(progress.step() + 1, progress.epoch(), batch);
      beside(() -> observer.stepBegins(begins));
      double batchLoss = trial.step().take(batch);
      StepDone done = progress.stepDone(batchLoss, n);
      beside(() -> observer.stepDone(done));
      if (!Double.isFinite(batchLoss)) {
        return Outcome.DIVERGED;
      }
    }
    return Outcome.FINISHED;
  }

  /** Of the examples of the epoch that are still to come. */
  private int[] order() {
    TrainingConfig training = config().training();
    int[] order =
        EpochOrder.of(
            training.seed(), progress.epoch(), trial.data().training().size(), training.shuffle());
    int seen = progress.stepsOfEpoch() * training.batchSize();
    return seen == 0 ? order : Arrays.copyOfRange(order, seen, order.length);
  }

  private void beginNextEpoch() {
    progress.nextEpoch();
    if (progress.step() < trial.totalSteps() && checkpoints.isDue(true)) {
      checkpoint();
    }
  }

  private void checkpoint() {
    beside(() -> checkpoints.save(progress.state(trial.network())));
  }

  /** Does what is not training, such as measures: its time does not count. */
  private void beside(Runnable work) {
    long start = System.nanoTime();
    work.run();
    progress.subtract(System.nanoTime() - start);
  }

  private EpochDone evaluate(int epoch, double trainingLoss, double trainingSeconds) {
    LoadedData data = trial.data();
    long start = System.nanoTime();
    Evaluation evaluation =
        new Evaluation(
            trial.step(),
            config().batchNorm().evaluatesBy(),
            config().training().batchSize(),
            config().batchNorm().groups(),
            data.training());
    List<Score> scores = evaluation.ofAll(data.validation(), data.test(), sample);
    List<BatchNormState> states = BatchNormState.of(trial.network(), config().batchNorm());
    double seconds = (System.nanoTime() - start) / 1e9;
    EpochDone done =
        new EpochDone(
            epoch,
            progress.step(),
            trainingLoss,
            scores.get(0),
            scores.get(1),
            scores.get(2),
            states,
            trainingSeconds,
            seconds);
    observer.epochDone(done);
    progress.evaluated(done);
    return done;
  }

  private static boolean isDiverged(Score score) {
    return score != null && !Double.isFinite(score.loss());
  }

  private TrialEnded ended(Outcome outcome, String what) {
    String reason =
        switch (outcome) {
          case FINISHED, STOPPED_EARLY -> "";
          case TIME_BUDGET ->
              "the time budget of %s s was used up after step %d of %d"
                  .formatted(config().training().timeBudget(), progress.step(), trial.totalSteps());
          case DIVERGED -> "the " + what + " became NaN or infinite at step " + progress.step();
          case INTERRUPTED ->
              "stopped on request after step %d of %d"
                  .formatted(progress.step(), trial.totalSteps());
        };
    return new TrialEnded(outcome, progress.step(), reason);
  }
}
