package io.github.bnlab.experiment;

/**
 * A trial after an epoch.
 *
 * @param epoch from 1; 0 before the first step
 * @param step steps taken so far
 * @param trainingLoss mean of the epoch in nats; NaN for epoch 0
 * @param validationLoss in nats, or null where there is no validation split
 * @param validationAccuracy in [0, 1], or null likewise
 * @param testLoss in nats, or null where there is no test split
 * @param testAccuracy in [0, 1], or null likewise
 * @param samplesPerSecond examples trained on per second of training since the trial began here;
 *     NaN for epoch 0
 */
public record EpochProgress(
    int epoch,
    int step,
    double trainingLoss,
    Double validationLoss,
    Double validationAccuracy,
    Double testLoss,
    Double testAccuracy,
    double samplesPerSecond) {}
