package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.Batches;
import io.github.bnlab.dataset.EpochOrder;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.training.TrialEnded.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The loop of one training: epochs of steps, an evaluation after each. */
final class TrainingLoop {
  private final MultiLayerNetwork network;
  private final TrialConfig config;
  private final LoadedData data;
  private final TrainingStep step;
  private final int steps;
  private final TrainingObserver observer;
  private final BooleanSupplier shallStop;
  private final Evaluation evaluation;
  private final ImageSet trainingSample;
  private int taken;
  private long began;

  TrainingLoop(
      MultiLayerNetwork network,
      TrialConfig config,
      LoadedData data,
      TrainingStep step,
      int steps,
      TrainingObserver observer,
      BooleanSupplier shallStop) {
    this.network = network;
    this.config = config;
    this.data = data;
    this.step = step;
    this.steps = steps;
    this.observer = observer;
    this.shallStop = shallStop;
    this.evaluation = Evaluation.by(step.kind(), network, config.dataType());
    this.trainingSample = data.training().first(config.recording().trainingExamples());
  }

  TrialEnded run() {
    began = System.nanoTime();
    evaluate(0, Double.NaN, 0);
    EarlyStopping early = new EarlyStopping(config.training().earlyStopping());
    for (int epoch = 1; taken < steps; epoch++) {
      long start = System.nanoTime();
      MeanLoss loss = new MeanLoss();
      int before = taken;
      Outcome outcome = trainEpoch(epoch, loss);
      boolean evaluated = outcome.isAsConfigured() && taken > before;
      if (!evaluated) {
        return ended(outcome, "training loss");
      }
      network.incrementEpochCount();
      EpochDone done = evaluate(epoch, loss.mean(), seconds(start));
      // After the last step of all no further training loss would tell.
      if (isDiverged(done.validation()) || isDiverged(done.test())) {
        return ended(Outcome.DIVERGED, "evaluation loss");
      }
      if (outcome == Outcome.TIME_BUDGET) {
        return ended(outcome, "");
      }
      Optional<String> enough = early.reason(done);
      if (enough.isPresent() && taken < steps) {
        return new TrialEnded(Outcome.STOPPED_EARLY, taken, enough.get());
      }
    }
    return ended(Outcome.FINISHED, "");
  }

  private Outcome trainEpoch(int epoch, MeanLoss loss) {
    TrainingConfig training = config.training();
    int[] order = EpochOrder.of(training.seed(), epoch, data.training().size(), training.shuffle());
    try (Batches batches =
        Batches.prepared(data.training(), config.dataType(), training.batchSize(), order)) {
      while (taken < steps && batches.next()) {
        if (shallStop.getAsBoolean()) {
          return Outcome.INTERRUPTED;
        }
        if (isOutOfTime()) {
          return Outcome.TIME_BUDGET;
        }
        int n = batches.size();
        batches.copyTo(step.features(n), step.labels(n));
        observer.stepBegins(new StepBegins(taken + 1, epoch, n, step.features(n), step.labels(n)));
        double batchLoss = step.take(n);
        taken++;
        loss.add(batchLoss, n);
        observer.stepDone(new StepDone(taken, epoch, n, batchLoss));
        if (!Double.isFinite(batchLoss)) {
          return Outcome.DIVERGED;
        }
      }
    } catch (CancellationException e) {
      // Interrupted while it waited for a batch; the flag has served.
      Thread.interrupted();
      return Outcome.INTERRUPTED;
    }
    return Outcome.FINISHED;
  }

  private boolean isOutOfTime() {
    double budget = config.training().timeBudget();
    return budget > 0 && seconds(began) >= budget;
  }

  private EpochDone evaluate(int epoch, double trainingLoss, double trainingSeconds) {
    long start = System.nanoTime();
    Score validation = evaluation.of(data.validation());
    Score test = evaluation.of(data.test());
    Score sample = evaluation.of(trainingSample);
    List<BatchNormState> states = BatchNormStates.of(network, config.batchNorm());
    EpochDone done =
        new EpochDone(
            epoch,
            taken,
            trainingLoss,
            validation,
            test,
            sample,
            states,
            trainingSeconds,
            seconds(start));
    observer.epochDone(done);
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
              "the time budget of %s s ended it after step %d of %d"
                  .formatted(config.training().timeBudget(), taken, steps);
          case DIVERGED -> "the " + what + " became NaN or infinite at step " + taken;
          case INTERRUPTED -> "stopped on request after step " + taken + " of " + steps;
        };
    return new TrialEnded(outcome, taken, reason);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
