package io.github.bnlab.report.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.report.plots.Axis;
import io.github.bnlab.report.plots.Axis.Format;
import java.awt.Rectangle;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.Tick;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DefaultXYItemRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.DefaultXYDataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundLogAxisTest {
  private static List<String> labels(double low, double high) {
    RoundLogAxis axis = new RoundLogAxis("x", List.of());
    axis.setRange(low, high);
    return axis.refreshTicks(null, null, null, RectangleEdge.LEFT).stream()
        .map(Tick::getText)
        .toList();
  }

  @Test
  void wideRangesHaveTicksAtRoundNumbers() {
    assertThat(labels(0.09, 1.1)).containsExactly("0.1", "0.2", "0.5", "1");
    assertThat(labels(1e-4, 10)).containsExactly("0.0001", "0.001", "0.01", "0.1", "1", "10");
  }

  @Test
  void valuesOfASettingHaveTicksAsFarAsThereIsRoom() {
    RoundLogAxis axis = new RoundLogAxis("x", List.of(2.0, 8.0, 32.0, 1024.0));
    axis.setRange(2, 1024);
    assertThat(axis.refreshTicks(null, null, new Rectangle(200, 9), RectangleEdge.BOTTOM))
        .extracting(Object::toString)
        .containsExactly("2", "8", "32", "1,024");
    assertThat(axis.refreshTicks(null, null, new Rectangle(100, 9), RectangleEdge.BOTTOM))
        .extracting(Object::toString)
        .containsExactly("2", "32", "1,024");
  }

  @Test
  void aValueOfASettingIsNotRounded() {
    RoundLogAxis axis = new RoundLogAxis("x", List.of(2.5e-5, 0.00025, 0.0025));
    axis.setRange(1e-5, 0.01);
    assertThat(axis.refreshTicks(null, null, new Rectangle(400, 9), RectangleEdge.BOTTOM))
        .extracting(Object::toString)
        .containsExactly("2.5e-5", "0.00025", "0.0025");
  }

  @Test
  void narrowRangesHaveTicksAtEqualDistances() {
    assertThat(labels(0.31, 0.38)).containsExactly("0.32", "0.34", "0.36", "0.38");
    assertThat(labels(6.2, 7.9)).containsExactly("6.5", "7", "7.5");
    assertThat(labels(2.3026e-7, 2.3048e-7))
        .containsExactly("2.303e-7", "2.3035e-7", "2.304e-7", "2.3045e-7");
  }

  /** As the norms of gradients that vanish. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-20, 5e-53, 1e-300, Double.MIN_VALUE})
  void tinyValuesAreWithinTheAxis(double value) {
    DefaultXYDataset data = new DefaultXYDataset();
    data.addSeries("norm", new double[][] {{1, 2}, {value, 3 * value}});
    RoundLogAxis axis = new RoundLogAxis("y", List.of());
    new XYPlot(data, new NumberAxis(), axis, new DefaultXYItemRenderer()).configureRangeAxes();
    assertThat(axis.getLowerBound()).isPositive().isLessThanOrEqualTo(value);
    assertThat(axis.getUpperBound()).isGreaterThanOrEqualTo(3 * value);
    assertThat(axis.refreshTicks(null, null, null, RectangleEdge.LEFT)).isNotEmpty();
  }

  /** Of axes that are not logarithmic. */
  @Test
  void numbersAreNotRoundedToEqualOnes() {
    assertThat(texts(Format.POINTS, 0.00005)).containsExactly("-0.005", "+0", "+0.005");
    assertThat(texts(Format.PERCENT, 0.00005))
        .containsExactly("-0.005\u00a0%", "0\u00a0%", "0.005\u00a0%");
    assertThat(texts(Format.PLAIN, 1e-9)).containsExactly("-0.000000001", "0", "0.000000001");
    assertThat(texts(Format.POINTS, 0.02)).containsExactly("-2", "+0", "+2");
  }

  private static List<String> texts(Format format, double value) {
    NumberAxis axis = (NumberAxis) Style.axis(new Axis("x", format, false));
    return DoubleStream.of(-value, 0, value)
        .mapToObj(axis.getNumberFormatOverride()::format)
        .toList();
  }

  @Test
  void noRangeIsWithoutLabels() {
    for (double low = 1e-9; low < 1e9; low *= 1.37) {
      for (double ratio = 1.001; ratio < 100; ratio *= 1.11) {
        assertThat(labels(low, low * ratio))
            .as("%s to %s", low, low * ratio)
            .hasSizeBetween(2, 12)
            .doesNotHaveDuplicates();
      }
    }
  }
}
