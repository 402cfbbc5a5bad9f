package io.github.bnlab.training.measures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class InputStatisticsTest {
  /** Small numbers in double: rounding only. */
  private static final double ROUNDING = 1e-12;

  @Test
  void unitsOfARowAreItsColumns() {
    InputStatistics s = InputStatistics.of(new double[] {1, 5, 0, 3, 5, 4}, 2, 3);
    assertThat(s.means()).containsExactly(2, 5, 2);
    assertThat(s.deviations()).containsExactly(1, 0, 2);
  }

  @Test
  void unitsOfFeatureMapsAreTheirChannels() {
    InputStatistics s = InputStatistics.of(new double[] {1, 3, 0, 0, 5, 7, 4, 4}, 2, 2);
    assertThat(s.means()).containsExactly(4, 2);
    assertThat(s.deviations()[0]).isCloseTo(Math.sqrt(5), within(ROUNDING));
    assertThat(s.deviations()[1]).isCloseTo(2, within(ROUNDING));
  }

  @Test
  void driftIsInStandardDeviationsAndLeavesOutWhatNeverVaries() {
    InputStatistics before = new InputStatistics(new double[] {0, 1, 9}, new double[] {1, 2, 0});
    InputStatistics after = new InputStatistics(new double[] {3, 9, 0}, new double[] {2, 2, 1});
    // 3 and 4 deviations: root of (9 + 16) / 2; 1 and 0: root of 1 / 2.
    assertThat(before.meanDrift(after)).isCloseTo(Math.sqrt(12.5), within(ROUNDING));
    assertThat(before.deviationDrift(after)).isCloseTo(Math.sqrt(0.5), within(ROUNDING));
    assertThat(before.meanDrift(before)).isZero();
    InputStatistics exploded = new InputStatistics(new double[] {0}, new double[] {Double.NaN});
    assertThat(exploded.meanDrift(exploded)).isNaN();
  }

  /** Its deviation is rounding, 1e-17, in which a small change would be very large. */
  @Test
  void aConstantDoesNotVaryInDoubleEither() {
    double[] values = new double[2 * 256];
    for (int i = 0; i < 256; i++) {
      values[2 * i] = 0.1;
      values[2 * i + 1] = i % 2;
    }
    InputStatistics before = InputStatistics.of(values, 256, 2);
    assertThat(before.deviations()[0]).isPositive();
    for (int i = 0; i < 256; i++) {
      values[2 * i] += 1e-4;
    }
    assertThat(before.meanDrift(InputStatistics.of(values, 256, 2))).isZero();
  }
}
