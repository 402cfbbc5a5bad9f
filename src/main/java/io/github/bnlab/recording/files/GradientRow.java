package io.github.bnlab.recording.files;

/**
 * A line of {@code gradients.csv}: how large the gradient of a layer is.
 *
 * @param epoch counted from 1
 * @param step counted from 1: measured on its batch, before its update
 * @param layer place in the network, such as {@code conv1}
 * @param gradientNorm L2 norm of the gradient of the mean loss, before the update
 * @param parameterNorm L2 norm of the parameters
 */
public record GradientRow(
    int epoch, int step, String layer, double gradientNorm, double parameterNorm) {}
