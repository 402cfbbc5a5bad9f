package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.EpochOrder;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import io.github.bnlab.training.TrainingObserver.StepBegins;
import io.github.bnlab.training.TrainingObserver.TrialEnded;
import io.github.bnlab.training.TrainingObserver.TrialEnded.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The loop of one training: epochs of steps, evaluations between them. */
final class TrainingLoop {
  private final TrialConfig config;
  private final LoadedData data;
  private final TrainingStep step;
  private final int steps;
  private final TrainingObserver observer;
  private final BooleanSupplier shallStop;
  private final Evaluation evaluation;
  private final ImageSet trainingSample;
  private Progress at;
  private Checkpoints checkpoints;

  TrainingLoop(
      TrialConfig config,
      LoadedData data,
      TrainingStep step,
      int steps,
      TrainingObserver observer,
      BooleanSupplier shallStop) {
    this.config = config;
    this.data = data;
    this.step = step;
    this.steps = steps;
    this.observer = observer;
    this.shallStop = shallStop;
    this.evaluation =
        new Evaluation(
            step, config.batchNorm().evaluatesBy(), config.training().batchSize(), data.training());
    this.trainingSample = data.training().first(config.recording().trainingExamples());
  }

  /** Trains from a state on. */
  TrialEnded run(Progress start, Checkpoints keptIn) {
    at = start;
    checkpoints = keptIn;
    if (!at.isEvaluated()) {
      evaluate(0, Double.NaN, 0);
    }
    while (at.step() < steps) {
      Outcome outcome = trainEpoch();
      if (outcome == Outcome.INTERRUPTED) {
        checkpoint();
      }
      if (!outcome.isAsConfigured()) {
        return ended(outcome, "training loss");
      }
      if (at.stepsOfEpoch() > 0) {
        step.network().incrementEpochCount();
      }
      boolean last = at.step() == steps || outcome != Outcome.FINISHED;
      if (!last && at.epoch() % config.recording().evaluations() != 0) {
        beginNextEpoch();
        continue;
      }
      if (at.examples() == 0) {
        return ended(outcome, "");
      }
      EpochDone done = evaluate(at.lastEpoch(), at.meanLoss(), at.stepSeconds());
      // After the last step of all no further training loss would tell.
      if (isDiverged(done.validation()) || isDiverged(done.test())) {
        return ended(Outcome.DIVERGED, "evaluation loss");
      }
      if (outcome == Outcome.TIME_BUDGET) {
        return ended(outcome, "");
      }
      Optional<String> enough = at.early().reason(done);
      if (enough.isPresent() && at.step() < steps) {
        return new TrialEnded(Outcome.STOPPED_EARLY, at.step(), enough.get());
      }
      beginNextEpoch();
    }
    return ended(Outcome.FINISHED, "");
  }

  private Outcome trainEpoch() {
    TrainingConfig training = config.training();
    int[] order = order();
    int size = training.batchSize();
    for (int from = 0; at.step() < steps && from < order.length; from += size) {
      if (shallStop.getAsBoolean()) {
        return Outcome.INTERRUPTED;
      }
      if (training.timeBudget() > 0 && at.seconds() >= training.timeBudget()) {
        return Outcome.TIME_BUDGET;
      }
      if (checkpoints.isDue(false)) {
        checkpoint();
      }
      int n = Math.min(size, order.length - from);
      Batch batch = Examples.of(data.training(), order, from, n);
      observer.stepBegins(new StepBegins(at.step() + 1, at.epoch(), batch));
      double batchLoss = step.take(batch);
      observer.stepDone(at.took(batchLoss, n));
      if (!Double.isFinite(batchLoss)) {
        return Outcome.DIVERGED;
      }
    }
    return Outcome.FINISHED;
  }

  /** Of the examples of the epoch that are still to come. */
  private int[] order() {
    TrainingConfig training = config.training();
    int[] order =
        EpochOrder.of(training.seed(), at.epoch(), data.training().size(), training.shuffle());
    int seen = at.stepsOfEpoch() * training.batchSize();
    return seen == 0 ? order : Arrays.copyOfRange(order, seen, order.length);
  }

  private void beginNextEpoch() {
    at.nextEpoch();
    if (at.step() < steps && checkpoints.isDue(true)) {
      checkpoint();
    }
  }

  private void checkpoint() {
    long start = System.nanoTime();
    observer.checkpoint();
    checkpoints.save(at.state(step.network()));
    at.leaveOut(System.nanoTime() - start);
  }

  private EpochDone evaluate(int epoch, double trainingLoss, double trainingSeconds) {
    long start = System.nanoTime();
    List<Score> scores = evaluation.ofAll(data.validation(), data.test(), trainingSample);
    List<BatchNormState> states = BatchNormState.of(step.network(), config.batchNorm());
    double seconds = (System.nanoTime() - start) / 1e9;
    EpochDone done =
        new EpochDone(
            epoch,
            at.step(),
            trainingLoss,
            scores.get(0),
            scores.get(1),
            scores.get(2),
            states,
            trainingSeconds,
            seconds);
    observer.epochDone(done);
    at.scored(done);
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
                  .formatted(config.training().timeBudget(), at.step(), steps);
          case DIVERGED -> "the " + what + " became NaN or infinite at step " + at.step();
          case INTERRUPTED -> "stopped on request after step " + at.step() + " of " + steps;
        };
    return new TrialEnded(outcome, at.step(), reason);
  }
}
