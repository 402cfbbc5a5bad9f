package io.github.bnlab.planning;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Images as features {@code [N, C*H*W]}. */
final class FlattenPlanner implements LayerPlanner {
  private Layout images;

  @Override
  public Signal forward(PlanBuilder builder, Signal input, double outputFactor) {
    images = input.layout();
    INDArray features = Flattening.toFeatures(builder, input.array(), images);
    return new Signal(features, Flattening.features(images), input.scale(), input.shift());
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    INDArray array = Flattening.toImages(builder, gradient.array(), images);
    return Signal.of(array, images).withScale(gradient.scale());
  }
}
