package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class NumberFormatTest {
  @Test
  void readTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(NumberFormat.loss(0.5)).isEqualTo("0.5000");
      assertThat(NumberFormat.percent(0.9876)).isEqualTo("98.76%");
      assertThat(NumberFormat.rate(12345.6)).isEqualTo("12,346");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void areEmptyWhereThereIsNoNumber() {
    assertThat(NumberFormat.loss(null)).isEmpty();
    assertThat(NumberFormat.percent(Double.NaN)).isEmpty();
    assertThat(NumberFormat.rate(Double.POSITIVE_INFINITY)).isEmpty();
  }

  @Test
  void durationsGrowFromSecondsToHours() {
    assertThat(NumberFormat.seconds(12.34)).isEqualTo("12.3 s");
    assertThat(NumberFormat.seconds(59.97)).isEqualTo("1:00");
    assertThat(NumberFormat.seconds(245)).isEqualTo("4:05");
    assertThat(NumberFormat.clock(9)).isEqualTo("0:09");
    assertThat(NumberFormat.clock(3845)).isEqualTo("1:04:05");
  }
}
