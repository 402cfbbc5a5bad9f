package io.github.bnlab.experiment;

import io.github.bnlab.rows.Rows.EpochRow;

/** What happens in a trial while it runs: a value, which other threads and processes are told. */
public sealed interface TrialEvent {
  /** A notice for the user. */
  record Notice(String line) implements TrialEvent {}

  /**
   * The trial begins.
   *
   * @param stepKind the kind of step really used
   * @param epochs how many it will take, the last one possibly in part
   * @param steps how many it will take
   */
  record Started(String stepKind, int epochs, int steps) implements TrialEvent {}

  /**
   * Steps were taken.
   *
   * @param step steps taken so far
   * @param steps how many it will take
   * @param epoch the present one, from 1
   * @param trainingLoss mean since the last evaluation, in nats; NaN before the first step of a
   *     trial that is resumed
   * @param samplesPerSecond examples trained on per second of training since the trial began here
   */
  record StepProgress(int step, int steps, int epoch, double trainingLoss, double samplesPerSecond)
      implements TrialEvent {}

  /**
   * An epoch that ends with an evaluation is over, or, as epoch 0, that before the first step.
   *
   * @param row what is recorded of it
   * @param samplesPerSecond as above; NaN for epoch 0
   */
  record EpochProgress(EpochRow row, double samplesPerSecond) implements TrialEvent {}
}
