package io.github.bnlab.report.figures;

import io.github.bnlab.report.summary.SeedBand;
import java.awt.Color;
import java.awt.Font;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Lines with bands, and crosses on them. */
final class CurvePanel {
  private final YIntervalSeriesCollection bands = new YIntervalSeriesCollection();
  private final DeviationRenderer bandRenderer = new DeviationRenderer(true, false);
  private final XYSeriesCollection crosses = new XYSeriesCollection();
  private final XYLineAndShapeRenderer crossRenderer = new XYLineAndShapeRenderer(false, true);
  private final NumberAxis domain;
  private final NumberAxis range;

  CurvePanel(NumberAxis domain, NumberAxis range) {
    this.domain = domain;
    this.range = range;
    bandRenderer.setAlpha(0.2f);
  }

  /** Adds a line and the band around it, in the colour of a group. */
  void band(int group, SeedBand band) {
    line(group, 2.2f, Style.colour(group), band);
  }

  void line(int group, float width, Color colour, SeedBand band) {
    int index = bands.getSeriesCount();
    YIntervalSeries series = new YIntervalSeries(index);
    for (int i = 0; i < band.x().length; i++) {
      series.add(band.x()[i], band.mean()[i], band.low()[i], band.high()[i]);
    }
    bands.addSeries(series);
    bandRenderer.setSeriesPaint(index, colour);
    bandRenderer.setSeriesFillPaint(index, colour);
    bandRenderer.setSeriesStroke(index, Style.stroke(group, width));
  }

  /** Marks a point that cannot be drawn. */
  void cross(int group, double x, double y) {
    int index = crosses.getSeriesCount();
    XYSeries series = new XYSeries(index);
    series.add(x, y);
    crosses.addSeries(series);
    crossRenderer.setSeriesPaint(index, Style.colour(group));
    crossRenderer.setSeriesShape(index, Style.cross());
  }

  /** The finished chart. */
  JFreeChart chart() {
    XYPlot plot = new XYPlot(bands, domain, range, bandRenderer);
    plot.setDataset(1, crosses);
    plot.setRenderer(1, crossRenderer);
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    Style.plain(plot);
    JFreeChart chart = new JFreeChart(null, new Font(Font.SANS_SERIF, Font.PLAIN, 12), plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    return chart;
  }
}
