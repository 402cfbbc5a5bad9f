package io.github.bnlab.recording.files;

/**
 * A line of {@code shift.csv}: how one step shifts the inputs of a layer. Drift after Ioffe and
 * Szegedy (2015), in standard deviations before the step; shift of gradients after Santurkar et al.
 * (2018).
 *
 * @param epoch counted from 1
 * @param step counted from 1: measured on its batch, before its update
 * @param layer place in the network, such as {@code conv1}
 * @param meanDrift root mean square over units of the change of the mean of the layer's input
 * @param varianceDrift likewise of the change of its standard deviation
 * @param gradientShift L2 distance of the layer's gradient before and after the update of the
 *     layers before it, or null
 * @param gradientCosine cosine of the angle between the two, or null
 */
public record ShiftRow(
    int epoch,
    int step,
    String layer,
    double meanDrift,
    double varianceDrift,
    Double gradientShift,
    Double gradientCosine) {}
