package io.github.bnlab.training.measures;

/**
 * How one update shifts the inputs and the gradient of a layer.
 *
 * @param layer with weights, such as {@code conv2}
 * @param meanDrift root mean square over the units (channels) of its input of the change of their
 *     means on a fixed batch, each in units of the unit's standard deviation before: the internal
 *     covariate shift of Ioffe and Szegedy (2015)
 * @param varianceDrift likewise, of the change of their standard deviations
 * @param gradientShift Euclidean distance of the layer's gradients, on the batch of the step,
 *     before and after the update of the layers before it: the internal covariate shift of
 *     Santurkar et al. (2018), definition 2.1
 * @param gradientCosine cosine of the angle between the two gradients; NaN if one of them is 0
 */
public record LayerShift(
    String layer,
    double meanDrift,
    double varianceDrift,
    double gradientShift,
    double gradientCosine) {}
