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
  private long stepsBegan = began;

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
        early.lowest(),
        early.since(),
        now - began,
        now - stepsBegan,
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

  /** The network was evaluated: means and times of steps begin again. */
  void scored(EpochDone done) {
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

  /** Takes time that was not spent on steps out of theirs. */
  void leaveOut(long nanos) {
    stepsBegan += nanos;
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

  /** The epoch of the last step. */
  int lastEpoch() {
    return lastEpoch(epoch, stepsOfEpoch);
  }

  /**
   * The epoch of the last step.
   *
   * @param epoch of the next step
   * @param stepsOfEpoch steps of that epoch taken
   */
  static int lastEpoch(int epoch, int stepsOfEpoch) {
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
