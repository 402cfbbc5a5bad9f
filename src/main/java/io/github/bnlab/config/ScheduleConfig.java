package io.github.bnlab.config;

/**
 * How the learning rate changes from epoch to epoch, epochs counted from 0.
 *
 * @param kind {@code constant}: unchanged; {@code step}: times {@code factor} every {@code every}
 *     epochs; {@code exponential}: times {@code factor} every epoch; {@code cosine}: from the full
 *     rate to 0 over {@code every} epochs along half a cosine (Loshchilov and Hutter, 2017)
 * @param factor in (0, 1]
 * @param every in epochs, at least 1
 */
public record ScheduleConfig(Kind kind, double factor, int every) {
  /** Shapes of a schedule. */
  public enum Kind {
    CONSTANT,
    STEP,
    EXPONENTIAL,
    COSINE
  }

  public ScheduleConfig {
    Require.given(kind, "training.schedule.kind");
    Require.that(factor > 0 && factor <= 1, "training.schedule.factor", factor, "lie in (0, 1]");
    Require.that(every >= 1, "training.schedule.every", every, "be at least 1 epoch");
  }
}
