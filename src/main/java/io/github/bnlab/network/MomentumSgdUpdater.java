package io.github.bnlab.network;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** Applies {@link MomentumSgd}; its state is the velocity. */
final class MomentumSgdUpdater implements GradientUpdater<MomentumSgd> {
  private final MomentumSgd config;
  private INDArray velocity;

  MomentumSgdUpdater(MomentumSgd config) {
    this.config = config;
  }

  @Override
  public MomentumSgd getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> stateMap, boolean initialize) {
    velocity = stateMap.get(MomentumSgd.VELOCITY);
    if (initialize) {
      velocity.assign(0);
    }
  }

  @Override
  public Map<String, INDArray> getState() {
    return Map.of(MomentumSgd.VELOCITY, velocity);
  }

  @Override
  public void setStateViewArray(
      INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
    velocity = viewArray.reshape(gradientOrder, true, gradientShape);
    if (initialize) {
      velocity.assign(0);
    }
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    velocity.muli(config.getMomentum()).addi(gradient.reshape(velocity.shape()));
    gradient.assign(velocity).muli(config.getLearningRate(iteration, epoch));
  }
}
