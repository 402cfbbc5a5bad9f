package io.github.bnlab.report.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.report.summary.SeedBand.Series;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedBandTest {
  @Test
  void meanLowestAndHighestOfTheSeedsThatAreThere() {
    SeedBand band =
        SeedBand.of(
            List.of(
                new Series(new double[] {1, 2, 3}, new double[] {4, 6, Double.NaN}),
                new Series(new double[] {1, 2, 3}, new double[] {2, 9, 8}),
                new Series(new double[] {1}, new double[] {3})));
    assertThat(band.x()).containsExactly(1, 2, 3);
    assertThat(band.mean()).containsExactly(3, 7.5, 8);
    assertThat(band.low()).containsExactly(2, 6, 8);
    assertThat(band.high()).containsExactly(4, 9, 8);
  }

  @Test
  void atMostSoManyPoints() {
    double[] x = {1, 2, 3, 4, 5};
    SeedBand band = new SeedBand(x, x, new double[] {3, -1, 2, 0, 1}, new double[] {4, 9, 5, 6, 8});
    SeedBand thinned = band.thinned(2);
    assertThat(thinned.x()).containsExactly(2, 4.5);
    assertThat(thinned.mean()).containsExactly(2, 4.5);
    assertThat(thinned.low()).containsExactly(-1, 0);
    assertThat(thinned.high()).containsExactly(9, 8);
    assertThat(band.thinned(5)).isSameAs(band);
  }
}
