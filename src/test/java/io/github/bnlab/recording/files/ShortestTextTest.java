package io.github.bnlab.recording.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are those of Java 25, whichever version runs the test. */
class ShortestTextTest {
  @ParameterizedTest
  @CsvSource({
    "2.46677661E12, 2.4667766E12",
    "3.3554432E7, 3.3554432E7",
    "1.0E10, 1.0E10",
    "1.17549435E-38, 1.1754944E-38",
    "-8.41E21, -8.41E21",
    "2.0E-3, 0.002",
    "0.001, 0.001",
    "9.999999E-4, 9.999999E-4",
    "9999999, 9999999.0",
    "1.0E7, 1.0E7",
    "0, 0.0",
    "-0.0, -0.0",
    "NaN, NaN",
    "-Infinity, -Infinity",
    "1.4E-45, 1.4E-45",
    "3.4028235E38, 3.4028235E38"
  })
  void floats(float value, String text) {
    assertThat(ShortestText.of(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "2.0E23, 2.0E23",
    "2.2250738585072014E-308, 2.2250738585072014E-308",
    "4.9E-324, 4.9E-324",
    "1.0E23, 1.0E23",
    "8.41E21, 8.41E21",
    "2.0E-3, 0.002",
    "123456.789, 123456.789",
    "-0.1, -0.1",
    "1.7976931348623157E308, 1.7976931348623157E308",
    "NaN, NaN"
  })
  void doubles(double value, String text) {
    assertThat(ShortestText.of(value)).isEqualTo(text);
  }

  @Test
  void everyNumberReadsBack() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      float single = Float.intBitsToFloat(random.nextInt());
      double wide = Double.longBitsToDouble(random.nextLong());
      assertThat(Float.valueOf(ShortestText.of(single))).isEqualTo((Float) single);
      assertThat(Double.valueOf(ShortestText.of(wide))).isEqualTo((Double) wide);
      if (Runtime.version().feature() >= 19) {
        assertThat(ShortestText.of(wide)).isEqualTo(Double.toString(wide));
      }
    }
  }
}
