package io.github.bnlab.network;

import io.github.bnlab.config.ScheduleConfig;
import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;

/**
 * A learning rate as a pure function of the epoch or the iteration, both counted from 0:
 *
 * <pre>
 * step         rate * factor^floor(epoch / every)
 * exponential  rate * factor^epoch
 * cosine       rate * (1 + cos(pi * min(epoch, every) / every)) / 2
 * rising       rate * factor^(min(iteration, every) / every)
 * </pre>
 *
 * of which the first three are PyTorch's StepLR, ExponentialLR and CosineAnnealingLR (which rises
 * again after {@code every}; this one stays at 0). Powers and cosines are those of {@link
 * StrictMath}: the same on every platform.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE)
public final class LearningRateSchedule implements ISchedule {
  private static final long serialVersionUID = 1L;

  private double rate;
  private ScheduleConfig.Kind kind;
  private double factor;
  private int every;

  /** For DL4J's JSON. */
  LearningRateSchedule() {}

  /** The schedule of a configuration, starting from {@code rate}. */
  public LearningRateSchedule(double rate, ScheduleConfig schedule) {
    this.rate = rate;
    this.kind = schedule.kind();
    this.factor = schedule.factor();
    this.every = schedule.every();
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    return switch (kind) {
      case CONSTANT -> rate;
      case STEP -> rate * StrictMath.pow(factor, Math.floorDiv(epoch, every));
      case EXPONENTIAL -> rate * StrictMath.pow(factor, epoch);
      case COSINE -> rate * (1 + StrictMath.cos(Math.PI * Math.min(epoch, every) / every)) / 2;
      case RISING -> rate * StrictMath.pow(factor, Math.min(iteration, every) / (double) every);
    };
  }

  @Override
  public ISchedule clone() {
    return new LearningRateSchedule(rate, new ScheduleConfig(kind, factor, every));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LearningRateSchedule that
        && rate == that.rate
        && kind == that.kind
        && factor == that.factor
        && every == that.every;
  }

  @Override
  public int hashCode() {
    return Objects.hash(rate, kind, factor, every);
  }
}
