package io.github.bnlab.training;

/**
 * What a normalization layer holds, one value per feature.
 *
 * @param place of the network, such as {@code conv1}
 * @param gamma scale
 * @param beta shift
 * @param runningMean running mean, or null for layer normalization
 * @param runningVariance running variance, or null for layer normalization
 */
public record BatchNormState(
    String place, double[] gamma, double[] beta, double[] runningMean, double[] runningVariance) {}
