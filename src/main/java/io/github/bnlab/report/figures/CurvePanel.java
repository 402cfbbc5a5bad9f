package io.github.bnlab.report.figures;

import io.github.bnlab.report.summary.SeedBand;
import java.awt.Color;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Lines with bands, possibly with markers, and crosses on them. */
final class CurvePanel {
  private static final int MARKERS = 12;

  private final YIntervalSeriesCollection bands = new YIntervalSeriesCollection();
  private final BandRenderer bandRenderer = new BandRenderer();
  private final XYSeriesCollection crosses = new XYSeriesCollection();
  private final XYLineAndShapeRenderer crossRenderer = new XYLineAndShapeRenderer(false, true);
  private final ValueAxis domain;
  private final ValueAxis range;

  CurvePanel(ValueAxis domain, ValueAxis range) {
    this.domain = domain;
    this.range = range;
    bandRenderer.setAlpha(0.2f);
  }

  /** Adds a line and the band around it, in the colour of a group. */
  void band(int look, SeedBand band) {
    band(look, band, false);
  }

  /**
   * Adds a line and the band around it.
   *
   * @param look colour, dash and marker
   * @param band the values
   * @param points whether every point is marked
   */
  void band(int look, SeedBand band, boolean points) {
    int index = bands.getSeriesCount();
    int size = band.x().length;
    Color colour = Style.colour(look);
    bandRenderer.markEvery(
        points || size == 1 ? 1 : Style.marked(look) ? Math.max(1, size / MARKERS) : 0);
    bandRenderer.setSeriesShape(index, Style.marker(look));
    YIntervalSeries series = new YIntervalSeries(index);
    for (int i = 0; i < size; i++) {
      series.add(band.x()[i], band.mean()[i], band.low()[i], band.high()[i]);
    }
    bands.addSeries(series);
    bandRenderer.setSeriesPaint(index, colour);
    bandRenderer.setSeriesFillPaint(index, colour);
    bandRenderer.setSeriesStroke(index, Style.stroke(look, 2.2f));
  }

  /** Marks a point that cannot be drawn. */
  void cross(int look, double x, double y) {
    int index = crosses.getSeriesCount();
    XYSeries series = new XYSeries(index);
    series.add(x, y);
    crosses.addSeries(series);
    crossRenderer.setSeriesPaint(index, Style.colour(look));
    crossRenderer.setSeriesShape(index, Style.cross());
  }

  /** The finished chart. */
  JFreeChart chart() {
    XYPlot plot = new XYPlot(bands, domain, range, bandRenderer);
    plot.setDataset(1, crosses);
    plot.setRenderer(1, crossRenderer);
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    return Style.chart(plot);
  }
}
