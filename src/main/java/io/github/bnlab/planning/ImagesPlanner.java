package io.github.bnlab.planning;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Features {@code [N, C*H*W]} as images; the same memory where there is one channel. */
final class ImagesPlanner implements LayerPlanner {
  private final long channels;
  private final long height;
  private final long width;
  private Layout inputLayout;

  ImagesPlanner(long channels, long height, long width) {
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  @Override
  public Signal forward(PlanBuilder builder, Signal input, double outputFactor) {
    inputLayout = input.layout();
    Layout images = Layout.images(inputLayout.examples(), channels, height, width);
    return new Signal(
        Flattening.toImages(builder, input.array(), images), images, input.scale(), input.shift());
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    INDArray features = Flattening.toFeatures(builder, gradient.array(), gradient.layout());
    return Signal.of(features, inputLayout).withScale(gradient.scale());
  }
}
