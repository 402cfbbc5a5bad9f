package io.github.bnlab.network;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Adam (Kingma and Ba, 2015, algorithm 1) as PyTorch has it, with its defaults beta1 .9, beta2
 * .999, epsilon 1e-8:
 *
 * <pre>
 * parameter = parameter - rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * <p>DL4J adds epsilon to the uncorrected {@code sqrt(v)}; the operation below is DL4J's, given
 * {@code epsilon * sqrt(1 - beta2^t)} for its epsilon, which is the same as the formula above.
 */
public final class TorchAdam extends Adam {
  private static final long serialVersionUID = 1L;

  @Override
  public GradientUpdater<?> instantiate(INDArray viewArray, boolean initializeViewArray) {
    CorrectedUpdater updater = new CorrectedUpdater(this);
    INDArray flat = viewArray.reshape(1, viewArray.length());
    long[] gradientShape = {viewArray.length() / 2};
    updater.setStateViewArray(flat, gradientShape, flat.ordering(), initializeViewArray);
    return updater;
  }

  @Override
  public GradientUpdater<?> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    CorrectedUpdater updater = new CorrectedUpdater(this);
    updater.setState(updaterState, initializeStateArrays);
    return updater;
  }

  /** DL4J's epsilon at a step, counted from 0, that has the effect of PyTorch's. */
  public double epsilonAt(int iteration) {
    return getEpsilon() * Math.sqrt(1 - StrictMath.pow(getBeta2(), iteration + 1));
  }

  @Override
  public TorchAdam clone() {
    TorchAdam copy = new TorchAdam();
    ISchedule schedule = getLearningRateSchedule();
    copy.setBeta1(getBeta1());
    copy.setBeta2(getBeta2());
    copy.setEpsilon(getEpsilon());
    copy.setLrAndSchedule(getLearningRate(), schedule == null ? null : schedule.clone());
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchAdam && super.equals(other);
  }

  /** An Adam is not equal to this either: DL4J updates layers with equal updaters as one. */
  @Override
  protected boolean canEqual(Object other) {
    return other instanceof TorchAdam;
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  private static final class CorrectedUpdater extends AdamUpdater {
    private final TorchAdam adam;

    CorrectedUpdater(TorchAdam adam) {
      super(adam);
      this.adam = adam;
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      INDArray m = getM();
      INDArray v = getV();
      double rate = adam.getLearningRate(iteration, epoch);
      org.nd4j.linalg.factory.Nd4j.exec(
          new org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater(
              gradient.reshape(v.shape()),
              v,
              m,
              rate,
              adam.getBeta1(),
              adam.getBeta2(),
              adam.epsilonAt(iteration),
              iteration));
      if (rate == 0) {
        gradient.assign(0); // the native operation takes another rate instead
      }
    }
  }
}
