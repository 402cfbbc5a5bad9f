package io.github.bnlab.training;

/**
 * A step was taken.
 *
 * @param step counted from 1
 * @param epoch counted from 1
 * @param batchSize examples of the step
 * @param trainingLoss mean cross-entropy of the batch before the update, in nats, without penalties
 */
public record StepDone(int step, int epoch, int batchSize, double trainingLoss) {}
