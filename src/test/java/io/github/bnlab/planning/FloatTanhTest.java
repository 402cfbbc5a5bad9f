package io.github.bnlab.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FloatTanhTest {
  /** Seven units in the last place of 1: a few roundings each of numerator and denominator. */
  private static final double TOLERANCE = 4.2e-7;

  @Test
  void isTheTangent() {
    float[] values = new float[200_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 100_000) / 1e4f;
    }
    float[] tangents = values.clone();
    FloatTanh.apply(tangents, tangents.length);
    for (int i = 0; i < values.length; i++) {
      assertThat((double) tangents[i]).isCloseTo(Math.tanh(values[i]), within(TOLERANCE));
      assertThat(tangents[i]).isBetween(-1f, 1f).isEqualTo(-tangents[values.length - 1 - i]);
    }
  }

  @Test
  void smallNumbersKeepTheirPrecisionAndExtremesTheirMeaning() {
    float inf = Float.POSITIVE_INFINITY;
    float[] values = {1e-30f, -1e-5f, 0.001f, 0, 20, inf, -inf, Float.NaN};
    FloatTanh.apply(values, values.length);
    assertThat(values)
        .containsExactly(
            new float[] {1e-30f, -1e-5f, 0.001f, 0, 1, 1, -1, Float.NaN}, within(4.2e-7f));
    assertThat(values[1]).isCloseTo(-1e-5f, within(1e-11f));
    assertThat(values[0]).isCloseTo(1e-30f, within(1e-36f));
  }

  @Test
  void aWholeArrayIsReadAndWritten() {
    int length = 10_000; // two chunks and a part of one
    INDArray from = Nd4j.linspace(DataType.FLOAT, -5, 1e-3, length);
    INDArray to = Nd4j.zeros(DataType.FLOAT, length);
    new FloatTanh(from, to).run();
    for (int i = 0; i < length; i++) {
      assertThat(to.getDouble(i)).isCloseTo(Math.tanh(from.getDouble(i)), within(TOLERANCE));
    }
  }

  @Test
  void doublesAndViewsAreNotServed() {
    assertThat(FloatTanh.serves(Nd4j.zeros(DataType.DOUBLE, 2, 3))).isFalse();
    assertThat(FloatTanh.serves(Nd4j.zeros(DataType.FLOAT, 2, 3).transpose())).isFalse();
  }
}
