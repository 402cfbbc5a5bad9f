package io.github.bnlab.recording.files;

/**
 * A line of {@code batchnorm.csv}: one feature of one normalization layer after an epoch.
 *
 * @param epoch counted from 1; 0 is the state before the first step
 * @param layer place in the network, such as {@code conv1}
 * @param feature counted from 0
 * @param gamma scale
 * @param beta shift
 * @param runningMean running mean, or null for layer normalization
 * @param runningVariance running variance, or null for layer normalization
 */
public record BatchNormRow(
    int epoch,
    String layer,
    int feature,
    double gamma,
    double beta,
    Double runningMean,
    Double runningVariance) {}
