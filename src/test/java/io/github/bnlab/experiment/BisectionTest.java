package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.experiment.LimitSearch.TrialLimit;
import io.github.bnlab.recording.files.Limits.Variant;
import io.github.bnlab.rows.Rows.LimitRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BisectionTest {
  /** Values tried where all up to a limit train. */
  private static List<Double> values(Bisection bisection, double limit) {
    List<Double> values = new ArrayList<>();
    for (OptionalDouble v = bisection.next(); v.isPresent(); v = bisection.next()) {
      values.add(v.getAsDouble());
      bisection.note(v.getAsDouble(), v.getAsDouble() > limit ? "above the limit" : "");
    }
    return values;
  }

  @Test
  void halvesTheLogarithmUntilTheToleranceIsReached() {
    Bisection bisection = new Bisection(0.01, 100, 1.1);
    // Fourteen halvings of ln(10^4) = 9.2 reach far below ln(1.1) = 0.095; seven do.
    assertThat(values(bisection, 3.0)).startsWith(0.01, 100.0, 1.0, 10.0, 3.162, 1.778).hasSize(9);
    assertThat(bisection.trained()).isLessThanOrEqualTo(3.0);
    assertThat(bisection.failed()).isGreaterThan(3.0);
    assertThat(bisection.failed() / bisection.trained()).isLessThanOrEqualTo(1.1);
  }

  @Test
  void saysWhereTheLimitIsNotBetweenTheEnds() {
    Bisection below = new Bisection(1, 20, 1.1);
    assertThat(values(below, 0.5)).containsExactly(1.0, 3.162, 9.999, 20.0);
    assertThat(below.trained()).isNull();
    assertThat(below.failed()).isEqualTo(1.0);
    Bisection above = new Bisection(1, 2, 1.1);
    assertThat(values(above, 5)).containsExactly(1.0, 2.0);
    assertThat(above.failed()).isNull();
  }

  @Test
  void risesToAValueThatTrainsWhereTheLowestFails() {
    Bisection bisection = new Bisection(0.1, 100, 1.5);
    for (OptionalDouble v = bisection.next(); v.isPresent(); v = bisection.next()) {
      double value = v.getAsDouble();
      bisection.note(value, value < 0.5 ? "too small" : value > 8 ? "too large" : "");
    }
    assertThat(bisection.failure()).isEqualTo("too large");
    assertThat(bisection.trained()).isBetween(0.5, 8.0);
    assertThat(bisection.failed()).isGreaterThan(8.0);
    assertThat(bisection.failed() / bisection.trained()).isLessThanOrEqualTo(1.5);
  }

  @Test
  void aReasonIsThatOfTheValueThatFailed() {
    Bisection none = new Bisection(1, 20, 1.1);
    for (OptionalDouble v = none.next(); v.isPresent(); v = none.next()) {
      none.note(v.getAsDouble(), "at " + v.getAsDouble());
    }
    assertThat(none.failed()).isEqualTo(1.0);
    assertThat(none.failure()).isEqualTo("at 1.0");
    Bisection all = new Bisection(1, 20, 1.1);
    for (OptionalDouble v = all.next(); v.isPresent(); v = all.next()) {
      all.note(v.getAsDouble(), v.getAsDouble() < 3 ? "too small" : "");
    }
    assertThat(all.failed()).isNull();
    assertThat(all.failure()).isEmpty();
  }

  @Test
  void variantsAreComparedByTheirGeometricMeans() {
    List<Variant> variants =
        TrialLimit.variants(
            List.of(
                limit("a", "none", "1", 1.0, 4.0),
                limit("b", "none", "2", 4.0, 16.0),
                limit("c", "custom", "1", 8.0, 32.0),
                limit("d", "custom", "2", 8.0, 32.0)));
    assertThat(variants)
        .extracting(Variant::name)
        .containsExactly("batchNorm.implementation=none", "batchNorm.implementation=custom");
    Variant none = variants.get(0);
    assertThat(none.trained()).isEqualTo(1);
    assertThat(none.failed()).isEqualTo(16);
    assertThat(none.limit()).isCloseTo(4, within(1e-12)); // sqrt(2 * 8)
    assertThat(variants.get(1).ratio()).isCloseTo(4, within(1e-12)); // 16 / 4
  }

  @Test
  void aSeedWithoutALimitLeavesItsVariantWithoutOne() {
    Variant open =
        TrialLimit.variants(
                List.of(limit("a", "none", "1", 1.0, 4.0), limit("b", "none", "2", 4.0, null)))
            .get(0);
    assertThat(open.trained()).isEqualTo(1);
    assertThat(open.failed()).isNull();
    assertThat(open.limit()).isNull();
    assertThat(open.ratio()).isNull();
  }

  private static TrialLimit limit(
      String trial, String implementation, String seed, Double trained, Double failed) {
    return new TrialLimit(
        new LimitRow(trial, trained, failed, ""),
        Map.of("batchNorm.implementation", implementation, "training.seed", seed));
  }
}
