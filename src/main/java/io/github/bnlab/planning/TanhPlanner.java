package io.github.bnlab.planning;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Hyperbolic tangent; backward from its output t: {@code dt/dx = 1 - t^2}. */
final class TanhPlanner implements LayerPlanner {
  private INDArray output;

  @Override
  public Signal forward(PlanBuilder builder, Signal input, double outputFactor) {
    output = builder.zeros(input.layout());
    INDArray plain = builder.plain(input);
    if (FloatTanh.serves(plain)) {
      builder
          .operations()
          .step("tanh " + Arrays.toString(output.shape()), new FloatTanh(plain, output));
    } else {
      builder.operations().apply("tanh", output, plain);
    }
    return Signal.of(output, input.layout());
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    INDArray dy = gradient.array();
    if (FloatTanh.serves(dy) && FloatTanh.serves(output)) {
      builder.operations().step("tanh_bp", new FloatTanhGradient(output, dy));
      return gradient;
    }
    INDArray slope = builder.zeros(gradient.layout());
    builder.multiply(output, output, slope);
    builder.subtract(builder.scalar(1), slope, slope);
    builder.multiply(dy, slope, dy);
    return gradient;
  }
}
