package io.github.bnlab.training;

import io.github.bnlab.config.EarlyStoppingConfig;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import io.github.bnlab.training.TrainingObserver.StepDone;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * How far a training is. Times are differences of {@link System#nanoTime}, which a clock that is
 * set or jumps does not change.
 */
final class Progress {
  private final EarlyStoppingConfig stopping;
  private EarlyStopping early;
  private boolean evaluated;
  private int step;
  private int epoch = 1;
  private int stepsOfEpoch;
  private double lossSum;
  private long examples;
  private Score validation;
  private Score test;
  private long began = System.nanoTime();
  private long epochBegan = began;

  /** Before the first step. */
  Progress(EarlyStoppingConfig stopping) {
    this.stopping = stopping;
    this.early = new EarlyStopping(stopping);
  }

  /** Continues where a training was cut off. */
  void goOnFrom(TrainingState state) {
    early = new EarlyStopping(stopping, state.lowestLoss(), state.epochsSince());
    evaluated = true;
    step = state.step();
    epoch = state.epoch();
    stepsOfEpoch = state.stepsOfEpoch();
    lossSum = state.lossSum();
    examples = state.examples();
    validation = state.validation();
    test = state.test();
    began = System.nanoTime() - state.nanos();
    epochBegan = System.nanoTime() - state.epochNanos();
  }

  TrainingState state(MultiLayerNetwork network) {
    long now = System.nanoTime();
    return new TrainingState(
        step,
        epoch,
        stepsOfEpoch,
        lossSum,
        examples,
        early.lowest(),
        early.since(),
        now - began,
        now - epochBegan,
        validation,
        test,
        NetworkState.of(network));
  }

  /** Counts a step and returns its event. */
  StepDone took(double batchLoss, int batchSize) {
    step++;
    stepsOfEpoch++;
    lossSum += batchLoss * batchSize;
    examples += batchSize;
    return new StepDone(step, epoch, batchSize, batchLoss);
  }

  /** The network was evaluated. */
  void scored(EpochDone done) {
    evaluated = true;
    validation = done.validation();
    test = done.test();
  }

  /** The next epoch begins. */
  void nextEpoch() {
    epoch++;
    stepsOfEpoch = 0;
    lossSum = 0;
    examples = 0;
    epochBegan = System.nanoTime();
  }

  /** Whether it was evaluated before the first step. */
  boolean isEvaluated() {
    return evaluated;
  }

  /** Restarts the clock of the epoch: what came before were no steps. */
  void startEpochClock() {
    epochBegan = System.nanoTime();
  }

  EarlyStopping early() {
    return early;
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

  /** Of the epoch so far. */
  long examples() {
    return examples;
  }

  /**
   * Mean loss over the examples of the epoch so far: {@code sum(loss of a batch * its examples) /
   * sum(examples)}, in double.
   */
  double meanLoss() {
    return lossSum / examples;
  }

  /** Since the training began, without the time between two runs. */
  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  /** Since the epoch began, likewise. */
  double epochSeconds() {
    return (System.nanoTime() - epochBegan) / 1e9;
  }
}
