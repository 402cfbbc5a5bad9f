package io.github.bnlab.network;

import io.github.bnlab.config.ScheduleConfig;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

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
@JsonAutoDetect(getterVisibility = JsonAutoDetect.Visibility.NONE)
public record LearningRateSchedule(
    @JsonProperty("rate") double rate,
    @JsonProperty("kind") ScheduleConfig.Kind kind,
    @JsonProperty("factor") double factor,
    @JsonProperty("every") int every)
    implements ISchedule {
  /** For DL4J's JSON as well. */
  @JsonCreator
  public LearningRateSchedule {}

  /** The schedule of a configuration, starting from {@code rate}. */
  public LearningRateSchedule(double rate, ScheduleConfig schedule) {
    this(rate, schedule.kind(), schedule.factor(), schedule.every());
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
    return this;
  }
}
