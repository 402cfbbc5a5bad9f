package io.github.bnlab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.golden.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SeededDropoutTest {
  private static final int LENGTH = 100_000;

  private static boolean[] mask(long seed, int place, int iteration) {
    boolean[] kept = new boolean[LENGTH];
    new SeededDropout(seed, place, 0.3).mask(iteration, 0, kept, LENGTH);
    return kept;
  }

  /** Of the values, those that both of two masks keep. */
  private static double share(boolean[] mask, boolean[] other) {
    int both = 0;
    for (int i = 0; i < LENGTH; i++) {
      both += mask[i] && other[i] ? 1 : 0;
    }
    return both / (double) LENGTH;
  }

  @Test
  void keepsTheRightShare() {
    // Standard deviation sqrt(.3 * .7 / 100,000) = .0014; the draw is fixed.
    assertThat(share(mask(1, 0, 0), mask(1, 0, 0))).isCloseTo(0.7, within(0.006));
  }

  @Test
  void isAPureFunctionOfSeedPlaceAndIteration() {
    boolean[] mask = mask(1, 0, 0);
    assertThat(mask(1, 0, 0)).isEqualTo(mask);
    boolean[][] others = {mask(2, 0, 0), mask(1, 1, 0), mask(1, 0, 1)};
    for (boolean[] other : others) {
      // Independent masks keep .7 * .7 of the values in common.
      assertThat(share(mask, other)).isCloseTo(0.49, within(0.007));
    }
  }

  @Test
  void forwardAndBackwardMultiplyByTheSameFactors() {
    SeededDropout dropout = new SeededDropout(1, 0, 0.3);
    INDArray ones = Nd4j.ones(DataType.DOUBLE, 8, 5);
    INDArray y = dropout.applyDropout(ones, Nd4j.create(DataType.DOUBLE, 8, 5), 3, 0, null);
    INDArray dx = dropout.backprop(ones, Nd4j.create(DataType.DOUBLE, 8, 5), 3, 0);
    Golden.assertIdentical(y, dx);
    Golden.assertIdentical(Nd4j.ones(DataType.DOUBLE, 8, 5), ones);
    for (double value : y.ravel().toDoubleVector()) {
      assertThat(value).isIn(0.0, 1 / 0.7);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void aRateOutsideOfItsRangeIsRefused(double rate) {
    assertThatThrownBy(() -> new SeededDropout(1, 0, rate))
        .isInstanceOf(ConfigException.class)
        .hasMessage("rate is " + rate + "; it must lie in [0, 1)");
    assertThatThrownBy(() -> new MomentumSgd(rate))
        .isInstanceOf(ConfigException.class)
        .hasMessage("momentum is " + rate + "; it must lie in [0, 1)");
  }

  @Test
  void doesNotDependOnTheMemoryOrderOfItsInput() {
    SeededDropout dropout = new SeededDropout(1, 0, 0.3);
    INDArray c = Nd4j.linspace(1, 40, 40, DataType.DOUBLE).reshape('c', 8, 5);
    INDArray f = c.dup('f');
    dropout.applyDropout(c, c, 0, 0, null);
    dropout.applyDropout(f, f, 0, 0, null);
    Golden.assertIdentical(c, f);
  }
}
