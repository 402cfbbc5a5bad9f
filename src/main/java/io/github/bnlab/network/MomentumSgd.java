package io.github.bnlab.network;

import io.github.bnlab.config.Require;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.NesterovsUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Stochastic gradient descent with momentum as PyTorch has it (Polyak's heavy ball), with the
 * settings of DL4J's Nesterovs, which has another rule:
 *
 * <pre>
 * velocity  = momentum * velocity + gradient,  from 0
 * parameter = parameter - rate * velocity
 * </pre>
 */
public final class MomentumSgd extends Nesterovs {
  private static final long serialVersionUID = 1L;

  /** For DL4J's JSON. */
  MomentumSgd() {
    this(0);
  }

  /**
   * The learning rate is set apart.
   *
   * @param momentum in [0, 1)
   * @throws io.github.bnlab.config.ConfigException if the momentum lies elsewhere
   */
  public MomentumSgd(double momentum) {
    super(0, momentum);
    Require.fraction(momentum, "momentum", "");
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
  public MomentumSgd clone() {
    MomentumSgd copy = new MomentumSgd(getMomentum());
    ISchedule schedule = getLearningRateSchedule();
    copy.setLrAndSchedule(getLearningRate(), schedule == null ? null : schedule.clone());
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MomentumSgd && super.equals(other);
  }

  /** A Nesterovs is not equal to this either: DL4J updates layers with equal updaters as one. */
  @Override
  protected boolean canEqual(Object other) {
    return other instanceof MomentumSgd;
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  /** Applies the rule; its state is the velocity. */
  private static final class VelocityUpdater extends NesterovsUpdater {
    VelocityUpdater(MomentumSgd config) {
      super(config);
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      INDArray velocity = getV();
      velocity.muli(getConfig().getMomentum()).addi(gradient.reshape(velocity.shape()));
      gradient.assign(velocity).muli(getConfig().getLearningRate(iteration, epoch));
    }
  }
}
