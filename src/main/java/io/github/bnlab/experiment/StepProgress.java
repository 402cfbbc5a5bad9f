package io.github.bnlab.experiment;

/**
 * The progress of a trial within an epoch.
 *
 * @param step steps taken so far
 * @param steps how many it will take
 * @param epoch the present one, from 1
 * @param trainingLoss mean of the epoch so far, in nats; NaN before the first step of a trial that
 *     is resumed
 * @param samplesPerSecond examples trained on per second of training since the trial began here
 */
public record StepProgress(
    int step, int steps, int epoch, double trainingLoss, double samplesPerSecond) {}
