package io.github.bnlab.recording.files;

/**
 * A line of {@code landscape.csv}: the loss of a batch some way along its gradient, as in figure 4
 * of Santurkar et al. (2018).
 *
 * @param epoch counted from 1
 * @param step counted from 1: measured on its batch, before its update
 * @param distance from the parameters against the gradient, in multiples of it; 0 is the point
 *     itself
 * @param loss of the same batch there, in nats
 * @param gradientDifference L2 norm of the change of the gradient
 * @param smoothness change of the gradient divided by that of the parameters; null at distance 0
 */
public record LandscapeRow(
    int epoch,
    int step,
    double distance,
    double loss,
    double gradientDifference,
    Double smoothness) {}
