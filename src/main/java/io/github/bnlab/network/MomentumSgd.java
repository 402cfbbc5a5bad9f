package io.github.bnlab.network;

import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Stochastic gradient descent with momentum as PyTorch has it (Polyak's heavy ball), which DL4J's
 * Nesterovs is not:
 *
 * <pre>
 * velocity  = momentum * velocity + gradient,  from 0
 * parameter = parameter - rate * velocity
 * </pre>
 */
public final class MomentumSgd implements IUpdater {
  private static final long serialVersionUID = 1L;
  private static final String VELOCITY = "V";

  private double momentum;
  private double learningRate;
  private ISchedule learningRateSchedule;

  /** For DL4J's JSON. */
  MomentumSgd() {}

  /** With a momentum in [0, 1); the learning rate is set apart. */
  public MomentumSgd(double momentum) {
    this.momentum = momentum;
  }

  /** Weight of the old velocity. */
  public double getMomentum() {
    return momentum;
  }

  @Override
  public long stateSize(long numParams) {
    return numParams;
  }

  @Override
  public GradientUpdater<?> instantiate(INDArray viewArray, boolean initializeViewArray) {
    VelocityUpdater updater = new VelocityUpdater(this);
    updater.setStateViewArray(
        viewArray, new long[] {viewArray.length()}, viewArray.ordering(), initializeViewArray);
    return updater;
  }

  @Override
  public GradientUpdater<?> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    VelocityUpdater updater = new VelocityUpdater(this);
    updater.setState(updaterState, initializeStateArrays);
    return updater;
  }

  @Override
  public IUpdater clone() {
    MomentumSgd copy = new MomentumSgd(momentum);
    copy.setLrAndSchedule(
        learningRate, learningRateSchedule == null ? null : learningRateSchedule.clone());
    return copy;
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return learningRateSchedule == null
        ? learningRate
        : learningRateSchedule.valueAt(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
    learningRate = lr;
    learningRateSchedule = lrSchedule;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MomentumSgd that
        && momentum == that.momentum
        && learningRate == that.learningRate
        && Objects.equals(learningRateSchedule, that.learningRateSchedule);
  }

  @Override
  public int hashCode() {
    return Objects.hash(momentum, learningRate, learningRateSchedule);
  }

  /** Applies the rule; its state is the velocity. */
  private static final class VelocityUpdater implements GradientUpdater<MomentumSgd> {
    private final MomentumSgd config;
    private INDArray velocity;

    VelocityUpdater(MomentumSgd config) {
      this.config = config;
    }

    @Override
    public MomentumSgd getConfig() {
      return config;
    }

    @Override
    public void setState(Map<String, INDArray> stateMap, boolean initialize) {
      velocity = stateMap.get(VELOCITY);
      if (initialize) {
        velocity.assign(0);
      }
    }

    @Override
    public Map<String, INDArray> getState() {
      return Map.of(VELOCITY, velocity);
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
      velocity.muli(config.momentum).addi(gradient.reshape(velocity.shape()));
      gradient.assign(velocity).muli(config.getLearningRate(iteration, epoch));
    }
  }
}
