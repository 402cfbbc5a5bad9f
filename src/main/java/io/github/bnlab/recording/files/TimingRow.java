package io.github.bnlab.recording.files;

/**
 * A line of {@code timing.csv}: wall times of an epoch.
 *
 * @param epoch counted from 1; 0 is the evaluation before the first step
 * @param trainingSeconds of its steps
 * @param evaluationSeconds of the evaluation after it
 * @param trainingSamplesPerSecond examples trained on per training second; null for epoch 0
 */
public record TimingRow(
    int epoch, double trainingSeconds, double evaluationSeconds, Double trainingSamplesPerSecond) {}
