package io.github.bnlab.config;

/**
 * How the learning rate changes.
 *
 * @param kind {@code constant}: unchanged; {@code step}: times {@code factor} every {@code every}
 *     epochs; {@code exponential}: times {@code factor} every epoch; {@code cosine}: from the full
 *     rate to 0 over {@code every} epochs along half a cosine (Loshchilov and Hutter, 2017); {@code
 *     rising}: to {@code factor} times the rate over {@code every} steps, by the same ratio each
 *     step (the range test of Smith, 2017)
 * @param factor in (0, 1]; of {@code rising} greater than 1
 * @param every in epochs, of {@code rising} in steps; at least 1
 */
public record ScheduleConfig(Kind kind, double factor, int every) {
  /** Shapes of a schedule. */
  public enum Kind {
    CONSTANT,
    STEP,
    EXPONENTIAL,
    COSINE,
    RISING
  }

  public ScheduleConfig {
    boolean rising = kind == Kind.RISING;
    Require.that(
        rising ? factor > 1 && factor < Double.POSITIVE_INFINITY : factor > 0 && factor <= 1,
        "training.schedule.factor",
        factor,
        rising
            ? "be finite and greater than 1 with training.schedule.kind rising"
            : "lie in (0, 1]");
    Require.atLeast(1, every, "training.schedule.every", "");
  }
}
