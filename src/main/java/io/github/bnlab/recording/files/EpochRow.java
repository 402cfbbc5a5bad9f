package io.github.bnlab.recording.files;

/**
 * A line of {@code epochs.csv}: the state after an epoch.
 *
 * @param epoch counted from 1; 0 is the state before the first step
 * @param step steps taken so far
 * @param trainingLoss mean over the examples of the epoch, in nats; null for epoch 0
 * @param validationLoss in nats, or null where there is no validation split
 * @param validationAccuracy in [0, 1], or null likewise
 * @param testLoss in nats, or null where there is no test split
 * @param testAccuracy in [0, 1], or null likewise
 * @param trainingAccuracy in [0, 1], on the first examples trained on, in inference mode; null
 *     where it was not measured
 */
public record EpochRow(
    int epoch,
    int step,
    Double trainingLoss,
    Double validationLoss,
    @Column(isDouble = true) Double validationAccuracy,
    Double testLoss,
    @Column(isDouble = true) Double testAccuracy,
    @Column(isDouble = true, isAdded = true) Double trainingAccuracy) {}
