package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void readTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Figures.loss(0.5)).isEqualTo("0.5000");
      assertThat(Figures.percent(0.9876)).isEqualTo("98.76%");
      assertThat(Figures.rate(12345.6)).isEqualTo("12,346");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void areEmptyWhereThereIsNoNumber() {
    assertThat(Figures.loss(null)).isEmpty();
    assertThat(Figures.percent(Double.NaN)).isEmpty();
    assertThat(Figures.rate(Double.POSITIVE_INFINITY)).isEmpty();
  }

  @Test
  void durationsGrowFromSecondsToHours() {
    assertThat(Figures.seconds(12.34)).isEqualTo("12.3 s");
    assertThat(Figures.seconds(245)).isEqualTo("4:05");
    assertThat(Figures.clock(9)).isEqualTo("0:09");
    assertThat(Figures.clock(3845)).isEqualTo("1:04:05");
  }
}
