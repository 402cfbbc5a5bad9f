package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.experiment.RangeTest.Curve;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RangeCurveTest {
  private static double[] rates(int steps) {
    return IntStream.range(0, steps).mapToDouble(i -> Math.pow(10, i / 20.0 - 4)).toArray();
  }

  @Test
  void theFirstSmoothedLossIsTheFirstLoss() {
    double[] losses = new double[30];
    Arrays.fill(losses, 2.5);
    Curve flat = Curve.of("t", rates(30), losses);
    // The correction of the start divides what it multiplied before: rounding.
    assertThat(flat.rows()).hasSize(30).allMatch(row -> Math.abs(row.smoothedLoss() - 2.5) < 1e-12);
    assertThat(flat.rows().get(3).learningRate()).isEqualTo(rates(30)[3]);
    assertThat(flat.exploded()).isNull();
  }

  @Test
  void suggestsTheSteepestDescentAndEndsAtTheExplosion() {
    double[] rates = rates(100);
    double[] losses =
        IntStream.range(0, 100)
            .mapToDouble(i -> i < 80 ? 1 + 1 / (1 + Math.exp((i - 50) / 2.0)) : 50)
            .toArray();
    Curve curve = Curve.of("t", rates, losses);
    // The fall is in the middle of a sigmoid at step 50; a mean over about ten steps lags behind.
    double decades = Math.log10(curve.suggestion() / rates[50]);
    assertThat(decades).isBetween(0.0, 0.3);
    assertThat(curve.lowest()).isEqualTo(rates[79]);
    // 0.9 * 1 + 0.1 * 50 is above four times 1.
    assertThat(curve.exploded()).isEqualTo(rates[80]);
    assertThat(curve.rows()).hasSize(81);
  }

  /** From 2 slowly down to 1, up to 3, and quickly down to 1.5. */
  @Test
  void aFallAfterALeapIsNoSuggestion() {
    double[] losses =
        IntStream.range(0, 100)
            .mapToDouble(i -> i < 60 ? 2 - i / 60.0 : i < 75 ? 3 : 1.5)
            .toArray();
    Curve curve = Curve.of("t", rates(100), losses);
    assertThat(curve.suggestion()).isLessThan(rates(100)[60]);
    assertThat(curve.lowest()).isEqualTo(rates(100)[59]);
  }

  @Test
  void aRisingLossHasNoSuggestion() {
    double[] losses = IntStream.range(0, 40).mapToDouble(i -> 2 + 0.01 * i).toArray();
    Curve curve = Curve.of("t", rates(40), losses);
    assertThat(curve.suggestion()).isNull();
    assertThat(curve.lowest()).isCloseTo(1e-4, within(1e-18));
  }

  @Test
  void notANumberIsAnExplosion() {
    double[] losses = {2, 2, Double.NaN};
    Curve curve = Curve.of("t", rates(3), losses);
    assertThat(curve.exploded()).isEqualTo(rates(3)[2]);
    assertThat(curve.rows()).hasSize(3);
  }
}
