package io.github.bnlab.planning;

/**
 * Plans one layer: appends the operations of its forward pass and then those of its backward pass.
 *
 * <p>A planner serves one plan, of one network and batch size, and keeps between the two calls the
 * arrays that the backward pass needs. The arrays of its input stay as they are until then; those
 * of the gradient that it gets are its own to overwrite.
 */
interface LayerPlanner {

  /**
   * The factor by which this layer would like its input multiplied; the layer before may or may not
   * do so, and {@link Signal#scale} tells.
   */
  default double inputFactor() {
    return 1;
  }

  /** Whether the layer has parameters. */
  default boolean hasParameters() {
    return false;
  }

  /**
   * Appends the forward pass.
   *
   * @param outputFactor what the next layer would like the output multiplied by
   */
  Signal forward(PlanBuilder builder, Signal input, double outputFactor);

  /**
   * Appends the backward pass: writes the gradients of the parameters, summed as the gradient that
   * comes in says.
   *
   * @param gradient of the loss by the output of {@link #forward}, as meant, not as scaled
   * @param inputGradient whether the gradient by the input is wanted
   * @return the gradient by the input as meant; null where it is not wanted
   */
  Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient);
}
