package io.github.bnlab.planning;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;

/**
 * {@code max(0, x)}; a positive scale passes through unchanged. Its slope, 0 at 0, is the sign of
 * the output, which with a product takes a seventh of the time of ND4J's {@code relu_bp}.
 */
final class ReluPlanner implements LayerPlanner {
  private INDArray output;

  @Override
  public Signal forward(PlanBuilder builder, Signal input, double outputFactor) {
    boolean passes = input.shift() == 0 && input.scale() > 0;
    INDArray array = passes ? input.array() : builder.plain(input);
    output = builder.zeros(input.layout());
    builder.operations().operation("relu").in(array).out(output).reals(0).add();
    return Signal.of(output, input.layout()).withScale(passes ? input.scale() : 1);
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    INDArray dy = gradient.array();
    INDArray slope = builder.zeros(gradient.layout());
    builder.elementwise(new Sign(output, slope));
    builder.multiply(dy, slope, dy);
    return gradient;
  }
}
