package io.github.bnlab.report.figures;

import io.github.bnlab.report.plots.Axis;
import io.github.bnlab.report.plots.Axis.Format;
import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.plots.Panel.Cross;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Panel.Dot;
import io.github.bnlab.report.plots.Panel.Ridge;
import io.github.bnlab.report.summary.SeedBand;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.annotations.XYPolygonAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Panels as charts of JFreeChart. */
final class Charts {
  private static final int MARKERS = 12;
  private static final double RIDGE_OVERLAP = 1.5;
  private static final Axis STEP = new Axis("step", Format.WHOLE, false);
  private static final Axis EPOCH = new Axis("epoch", Format.WHOLE, false);
  private static final Axis VALUE = new Axis("value", Format.PLAIN, false);
  private static final Axis NAMELESS = new Axis("", Format.PLAIN, false);

  private Charts() {}

  static JFreeChart of(Panel panel) {
    XYPlot plot;
    if (panel instanceof Panel.Dots dots) {
      plot = dots(dots);
    } else if (panel instanceof Panel.Percentiles percentiles) {
      plot = percentiles(percentiles);
    } else if (panel instanceof Panel.Ridges ridges) {
      plot = ridges(ridges);
    } else if (panel instanceof Panel.Features features) {
      plot = features(features);
    } else {
      Panel.Curves curves = (Panel.Curves) panel;
      plot = curves(curves.curves(), Style.axis(curves.x()), Style.axis(curves.y()));
    }
    return Style.chart(plot);
  }

  /** Lines with bands, possibly with markers, and crosses on them. */
  private static XYPlot curves(List<Curve> curves, ValueAxis domain, ValueAxis range) {
    YIntervalSeriesCollection bands = new YIntervalSeriesCollection();
    BandRenderer bandRenderer = new BandRenderer();
    XYSeriesCollection crosses = new XYSeriesCollection();
    XYLineAndShapeRenderer crossRenderer = new XYLineAndShapeRenderer(false, true);
    XYPlot plot = new XYPlot(bands, domain, range, bandRenderer);
    for (Curve curve : curves) {
      SeedBand band = curve.band();
      int size = band.x().length;
      int index = bands.getSeriesCount();
      Color colour = Style.colour(curve.look());
      YIntervalSeries series = new YIntervalSeries(index);
      for (int i = 0; i < size; i++) {
        series.add(band.x()[i], band.mean()[i], band.low()[i], band.high()[i]);
      }
      bands.addSeries(series);
      if (size == 1) { // has no band
        plot.addAnnotation(
            new XYLineAnnotation(
                band.x()[0],
                band.low()[0],
                band.x()[0],
                band.high()[0],
                Style.stroke(0, 1.6f),
                colour));
      }
      bandRenderer.markEvery(
          curve.points() || size == 1
              ? 1
              : Style.marked(curve.look()) ? Math.max(1, size / MARKERS) : 0);
      bandRenderer.setSeriesShape(index, Style.marker(curve.look()));
      bandRenderer.setSeriesPaint(index, colour);
      bandRenderer.setSeriesFillPaint(index, colour);
      bandRenderer.setSeriesStroke(index, Style.stroke(curve.look(), 2.2f));
      for (Cross cross : curve.crosses()) {
        int at = crosses.getSeriesCount();
        XYSeries point = new XYSeries(at);
        point.add(cross.x(), cross.y());
        crosses.addSeries(point);
        crossRenderer.setSeriesPaint(at, colour);
        crossRenderer.setSeriesShape(at, Style.cross());
      }
    }
    return twoLayers(plot, crosses, crossRenderer);
  }

  private static XYPlot twoLayers(XYPlot plot, XYDataset above, XYItemRenderer renderer) {
    plot.setDataset(1, above);
    plot.setRenderer(1, renderer);
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    return plot;
  }

  /** Lines with bands, of which some points may be marked: where a line alone says too little. */
  private static final class BandRenderer extends DeviationRenderer {
    private static final long serialVersionUID = 1L;

    private final List<Integer> every = new ArrayList<>();

    BandRenderer() {
      super(true, true);
      setAlpha(0.2f);
      setUseFillPaint(false);
      setDrawOutlines(false);
    }

    /** Tells of the next series that every n-th of its points is marked, with 0 none. */
    void markEvery(int n) {
      every.add(n);
    }

    @Override
    public boolean getItemShapeVisible(int series, int item) {
      int n = every.get(series);
      return n > 0 && item % n == 0;
    }
  }

  private static XYPlot percentiles(Panel.Percentiles panel) {
    ValueAxis range = Style.axis(VALUE);
    range.setRange(panel.low(), panel.high());
    Curve curve = new Curve("", panel.look(), panel.band());
    return curves(List.of(curve), Style.axis(STEP), range);
  }

  /** Names below each other, each with a dot and a line from its lowest to its highest value. */
  private static XYPlot dots(Panel.Dots panel) {
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
    SymbolAxis names = Style.names(null, dots.stream().map(Dot::label).toArray(String[]::new));
    names.setTickLabelFont(Style.font(Font.PLAIN, 12));
    names.setTickLabelPaint(Style.TEXT);
    names.setInverted(true);
    names.setRange(-0.6, dots.size() - 0.4);
    ValueAxis values = Style.axis(panel.x());
    XYPlot plot = new XYPlot(data, names, values, renderer);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setDomainGridlinesVisible(false);
    if (panel.x().format() == Format.POINTS && values instanceof NumberAxis numbers) {
      numbers.setAutoRangeIncludesZero(true);
    }
    boolean ratios = panel.x().format() == Format.RATIO;
    double equal = ratios ? 1 : 0;
    if (ratios) {
      values.setRange(Range.expandToInclude(values.getRange(), equal));
    }
    if (values.getRange().contains(equal)) {
      plot.addRangeMarker(new ValueMarker(equal, Style.DIM, new BasicStroke(1)));
    }
    return plot;
  }

  private static XYPlot ridges(Panel.Ridges panel) {
    int n = panel.ridges().size();
    String[] epochs = new String[n + 1];
    epochs[n] = "";
    XYPlot plot = new XYPlot(new XYSeriesCollection(), null, null, new XYLineAndShapeRenderer());
    for (int i = 0; i < n; i++) {
      Ridge ridge = panel.ridges().get(i);
      int base = n - 1 - i;
      epochs[base] = String.valueOf(ridge.epoch());
      plot.addAnnotation(outline(ridge, base, Style.colour(panel.look())));
    }
    SymbolAxis range = Style.names("epoch", epochs);
    range.setRange(-0.25, n - 1 + RIDGE_OVERLAP + 0.2);
    ValueAxis domain = Style.axis(VALUE);
    domain.setRange(panel.low(), panel.high());
    plot.setDomainAxis(domain);
    plot.setRangeAxis(range);
    plot.setRangeGridlinesVisible(false);
    return plot;
  }

  private static XYPolygonAnnotation outline(Ridge ridge, int base, Color colour) {
    double[] points = new double[2 * ridge.x().length];
    for (int i = 0; i < ridge.x().length; i++) {
      points[2 * i] = ridge.x()[i];
      points[2 * i + 1] = base + RIDGE_OVERLAP * ridge.y()[i];
    }
    return new XYPolygonAnnotation(points, Style.stroke(0, 1.4f), colour, Style.pale(colour, 0.22));
  }

  /** A thin line for each feature and a thick one for their mean. */
  private static XYPlot features(Panel.Features panel) {
    double[][] table = panel.values();
    XYSeriesCollection lines = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    double alpha = Math.max(0.15, Math.min(0.65, 6.0 / table.length));
    Color faded = Style.fade(Style.colour(panel.look()), alpha);
    for (int i = 0; i < table.length; i++) {
      renderer.setSeriesPaint(i, faded);
      renderer.setSeriesStroke(i, Style.stroke(0, 1.2f));
      lines.addSeries(series(i, panel.epochs(), table[i]));
      markAlone(lines, i, renderer);
    }
    XYLineAndShapeRenderer meanRenderer = new XYLineAndShapeRenderer(true, false);
    meanRenderer.setSeriesPaint(0, Style.TEXT);
    meanRenderer.setSeriesStroke(0, Style.stroke(0, 2));
    XYSeriesCollection mean = new XYSeriesCollection(series(0, panel.epochs(), panel.mean()));
    markAlone(mean, 0, meanRenderer);
    ValueAxis range = Style.axis(NAMELESS);
    range.setTickLabelInsets(new RectangleInsets(3, 8, 3, 8)); // more than one tick in low panels
    return twoLayers(new XYPlot(lines, Style.axis(EPOCH), range, renderer), mean, meanRenderer);
  }

  /** A single point makes no line. */
  private static void markAlone(
      XYSeriesCollection lines, int series, XYLineAndShapeRenderer renderer) {
    renderer.setSeriesShape(series, Style.marker(0));
    renderer.setSeriesShapesVisible(series, lines.getItemCount(series) == 1);
  }

  private static XYSeries series(int key, int[] epochs, double[] values) {
    XYSeries series = new XYSeries(key);
    for (int i = 0; i < epochs.length; i++) {
      if (Double.isFinite(values[i])) {
        series.add(epochs[i], values[i]);
      }
    }
    return series;
  }
}
