package io.github.bnlab.planning;

/**
 * Sigmoid as {@code s = tanh(x / 2) / 2 + 1 / 2}: oneDNN has a vectorized tanh, ND4J's own sigmoid
 * is not vectorized. The halves become scales of the signals before and after.
 *
 * <p>Backward from the output alone: {@code ds/dx = s (1 - s) = (1 - t^2) / 4} for {@code t =
 * tanh(x / 2)}.
 */
final class SigmoidPlanner implements LayerPlanner {
  private final TanhPlanner tanh = new TanhPlanner();

  @Override
  public double inputFactor() {
    return 0.5;
  }

  @Override
  public Signal forward(PlanBuilder builder, Signal input, double outputFactor) {
    Signal half = new Signal(input.array(), input.layout(), input.scale() / 2, input.shift() / 2);
    return new Signal(tanh.forward(builder, half, 1).array(), input.layout(), 0.5, 0.5);
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    Signal result = tanh.backward(builder, gradient, inputGradient);
    return result.withScale(result.scale() / 4);
  }
}
