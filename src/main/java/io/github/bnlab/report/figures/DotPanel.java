package io.github.bnlab.report.figures;

import io.github.bnlab.report.plots.Axis;
import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.plots.Panel.Dot;
import java.awt.BasicStroke;
import java.awt.Font;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Names below each other, each with a dot and a line from its lowest to its highest value. */
final class DotPanel {
  private DotPanel() {}

  static JFreeChart chart(Panel.Dots panel, ValueAxis values) {
    List<Dot> dots = panel.dots();
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setCapLength(5);
    for (int i = 0; i < dots.size(); i++) {
      Dot dot = dots.get(i);
      YIntervalSeries series = new YIntervalSeries(i);
      double value = Double.isNaN(dot.value()) ? dot.low() : dot.value();
      series.add(i, value, dot.low(), dot.high());
      data.addSeries(series);
      renderer.setSeriesPaint(i, Style.colour(dot.look()));
      renderer.setSeriesShape(i, Style.marker(0));
      renderer.setSeriesShapesVisible(i, !Double.isNaN(dot.value()));
    }
    renderer.setErrorStroke(new BasicStroke(2.2f));
    String[] labels = dots.stream().map(Dot::label).toArray(String[]::new);
    SymbolAxis names = Style.dressed(new SymbolAxis(null, labels));
    names.setTickLabelFont(Style.font(Font.PLAIN, 12));
    names.setTickLabelPaint(Style.TEXT);
    names.setGridBandsVisible(false);
    names.setInverted(true);
    names.setRange(-0.6, dots.size() - 0.4);
    XYPlot plot = new XYPlot(data, names, values, renderer);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setDomainGridlinesVisible(false);
    if (panel.x().format() == Axis.Format.POINTS && values instanceof NumberAxis numbers) {
      numbers.setAutoRangeIncludesZero(true);
    }
    if (values.getRange().contains(0)) {
      plot.addRangeMarker(new ValueMarker(0, Style.DIM, new BasicStroke(1)));
    }
    return Style.chart(plot);
  }
}
