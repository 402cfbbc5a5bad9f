package io.github.bnlab.planning;

import io.github.bnlab.network.SeededDropout;
import java.util.function.IntSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inverted dropout: {@code y = x * mask / (1 - rate)}, in training only. The mask of an iteration
 * is {@link SeededDropout}'s, drawn at the beginning of the forward pass and kept for the backward
 * pass; the factor is left to the next layer.
 */
final class DropoutPlanner implements LayerPlanner {
  private final SeededDropout dropout;
  private final IntSupplier iteration;
  private INDArray mask;

  /**
   * @param iteration tells the iteration of the network, counted from 0
   */
  DropoutPlanner(SeededDropout dropout, IntSupplier iteration) {
    this.dropout = dropout;
    this.iteration = iteration;
  }

  @Override
  public Signal forward(PlanBuilder builder, Signal input, double outputFactor) {
    if (!builder.training()) {
      return input;
    }
    Layout layout = input.layout();
    mask = builder.zeros(layout);
    INDArray inOrder = layout.images() ? Signal.of(mask, layout).batchFirst() : mask;
    float[] kept = new float[Math.toIntExact(mask.length())];
    INDArray drawn = Nd4j.createFromArray(kept);
    builder
        .operations()
        .step(
            "mask",
            () -> {
              dropout.mask(iteration.getAsInt(), kept);
              drawn.data().asNioFloat().put(kept);
              inOrder.assign(drawn.reshape(inOrder.shape()));
            });
    INDArray output = input.shift() == 0 ? input.array() : builder.plain(input);
    double scale = input.shift() == 0 ? input.scale() : 1;
    INDArray result = builder.multiply(output, mask, builder.zeros(layout));
    return Signal.of(result, layout).withScale(scale * dropout.scale());
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    builder.multiply(gradient.array(), mask, gradient.array());
    return gradient.withScale(gradient.scale() * dropout.scale());
  }
}
