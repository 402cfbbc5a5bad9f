package io.github.bnlab.recording.files;

/**
 * A line of {@code range.csv}: a step of a learning-rate range test.
 *
 * @param trial name of the trial
 * @param step counted from 1
 * @param learningRate of this step
 * @param loss of its batch before the update, in nats
 * @param smoothedLoss moving average, or null
 */
public record RangeRow(
    String trial, int step, double learningRate, double loss, Double smoothedLoss) {}
