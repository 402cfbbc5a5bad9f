package io.github.bnlab.training;

import io.github.bnlab.config.EarlyStoppingConfig;
import io.github.bnlab.config.EarlyStoppingConfig.Watch;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import io.github.bnlab.training.TrainingObserver.StepDone;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * How far a training is, and whether it still improves. Times are differences of {@link
 * System#nanoTime}, which a clock that is set or jumps does not change.
 */
final class Progress {
  private final EarlyStoppingConfig stopping;
  private double lowestLoss = Double.POSITIVE_INFINITY;
  private int epochsSince;
  private boolean evaluated;
  private int step;
  private int epoch = 1;
  private int stepsOfEpoch;
  private double lossSum;
  private long examples;
  private Score validation;
  private Score test;
  private long began = System.nanoTime();
  private long stepsBegan = began;

  /** Before the first step. */
  Progress(EarlyStoppingConfig stopping) {
    this.stopping = stopping;
  }

  /** Continues where a training was cut off. */
  void resume(TrainingState state) {
    lowestLoss = state.lowestLoss();
    epochsSince = state.epochsSince();
    evaluated = true;
    step = state.step();
    epoch = state.epoch();
    stepsOfEpoch = state.stepsOfEpoch();
    lossSum = state.lossSum();
    examples = state.examples();
    validation = state.validation();
    test = state.test();
    began = System.nanoTime() - state.nanos();
    stepsBegan = System.nanoTime() - state.stepNanos();
  }

  TrainingState state(MultiLayerNetwork network) {
    long now = System.nanoTime();
    return new TrainingState(
        step,
        epoch,
        stepsOfEpoch,
        lossSum,
        examples,
        lowestLoss,
        epochsSince,
        now - began,
        now - stepsBegan,
        validation,
        test,
        NetworkState.of(network));
  }

  /** Counts a step and returns its event. */
  StepDone stepDone(double batchLoss, int batchSize) {
    step++;
    stepsOfEpoch++;
    lossSum += batchLoss * batchSize;
    examples += batchSize;
    return new StepDone(step, epoch, batchSize, batchLoss, stepSeconds());
  }

  /** The network was evaluated: means and times of steps begin again. */
  void evaluated(EpochDone done) {
    evaluated = true;
    validation = done.validation();
    test = done.test();
    lossSum = 0;
    examples = 0;
    stepsBegan = System.nanoTime();
  }

  /** The next epoch begins. */
  void nextEpoch() {
    epoch++;
    stepsOfEpoch = 0;
  }

  /** Whether it was evaluated before the first step. */
  boolean isEvaluated() {
    return evaluated;
  }

  /** Subtracts time that was not spent on steps from theirs. */
  void subtract(long nanos) {
    stepsBegan += nanos;
  }

  /** Why the training ends after an epoch, if its loss has not improved for long enough. */
  Optional<String> reasonToStop(EpochDone done) {
    if (stopping.watch() == Watch.NONE) {
      return Optional.empty();
    }
    boolean ofValidation = stopping.watch() == Watch.VALIDATION_LOSS;
    double loss = ofValidation ? done.validation().loss() : done.trainingLoss();
    epochsSince = loss < lowestLoss ? 0 : epochsSince + 1;
    lowestLoss = Math.min(lowestLoss, loss);
    return epochsSince < stopping.patience()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the %s loss has not fallen below %.4f for %d epoch%s",
                ofValidation ? "validation" : "training",
                lowestLoss,
                epochsSince,
                epochsSince == 1 ? "" : "s"));
  }

  int step() {
    return step;
  }

  int epoch() {
    return epoch;
  }

  int stepsOfEpoch() {
    return stepsOfEpoch;
  }

  /** The epoch of the last step. */
  int lastEpoch() {
    return stepsOfEpoch == 0 ? epoch - 1 : epoch;
  }

  /** Trained on since the last evaluation. */
  long examples() {
    return examples;
  }

  /**
   * Mean loss over these examples: {@code sum(loss of a batch * its examples) / sum(examples)}, in
   * double.
   */
  double meanLoss() {
    return lossSum / examples;
  }

  /** Since the training began, without the time between two runs. */
  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  /** Of the steps since the last evaluation. */
  double stepSeconds() {
    return (System.nanoTime() - stepsBegan) / 1e9;
  }
}
