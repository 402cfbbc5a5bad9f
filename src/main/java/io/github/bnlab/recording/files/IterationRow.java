package io.github.bnlab.recording.files;

/**
 * A line of {@code iterations.csv}: one step.
 *
 * @param step counted from 1
 * @param epoch counted from 1
 * @param trainingLoss mean cross-entropy of the batch before the update, in nats
 */
public record IterationRow(int step, int epoch, double trainingLoss) {}
