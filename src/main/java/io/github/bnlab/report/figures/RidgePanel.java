package io.github.bnlab.report.figures;

import io.github.bnlab.report.runs.Run.Histogram;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYPolygonAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeriesCollection;

/** Histograms above one another, the first epoch on top. */
final class RidgePanel {
  private static final int MOST = 9;
  private static final double OVERLAP = 1.5;
  private static final double TAIL = 0.005;

  private final List<Histogram> histograms = new ArrayList<>();
  private final Color colour;

  RidgePanel(List<Histogram> all, Color colour) {
    this.colour = colour;
    int count = Math.min(MOST, all.size());
    for (int i = 0; i < count; i++) {
      int at = count == 1 ? 0 : (int) Math.round(i * (all.size() - 1.0) / (count - 1));
      histograms.add(all.get(at));
    }
  }

  /** Where all but a small tail of every histogram begins. */
  double low() {
    return histograms.stream().mapToDouble(h -> quantile(h, TAIL)).min().orElse(0);
  }

  /** Where all but a small tail of every histogram ends. */
  double high() {
    return histograms.stream().mapToDouble(h -> quantile(h, 1 - TAIL)).max().orElse(1);
  }

  private static double quantile(Histogram histogram, double share) {
    double[] density = histogram.density();
    double sum = 0;
    for (int i = 0; i < density.length; i++) {
      sum += density[i] * (histogram.edges()[i + 1] - histogram.edges()[i]);
      if (sum >= share) {
        return histogram.edges()[share < 0.5 ? i : i + 1];
      }
    }
    return histogram.edges()[density.length];
  }

  JFreeChart chart(double low, double high) {
    int n = histograms.size();
    String[] epochs = new String[n + 1];
    for (int i = 0; i < n; i++) {
      epochs[i] = String.valueOf(histograms.get(n - 1 - i).epoch());
    }
    epochs[n] = "";
    SymbolAxis range = Style.dressed(new SymbolAxis("epoch", epochs));
    range.setGridBandsVisible(false);
    range.setRange(-0.25, n - 1 + OVERLAP + 0.2);
    NumberAxis domain = Style.axis("value");
    domain.setRange(low, high);
    XYPlot plot = new XYPlot(new XYSeriesCollection(), domain, range, new XYLineAndShapeRenderer());
    for (int i = 0; i < n; i++) {
      plot.addAnnotation(ridge(histograms.get(i), n - 1 - i));
    }
    plot.setRangeGridlinesVisible(false);
    return Style.chart(plot);
  }

  private XYPolygonAnnotation ridge(Histogram histogram, int base) {
    double[] density = histogram.density();
    double peak = Math.max(DoubleStream.of(density).max().orElse(1), Double.MIN_NORMAL);
    double[] edges = histogram.edges();
    double[] points = new double[2 * density.length + 4];
    points[0] = edges[0];
    points[1] = base;
    for (int i = 0; i < density.length; i++) {
      points[2 * i + 2] = (edges[i] + edges[i + 1]) / 2;
      points[2 * i + 3] = base + OVERLAP * density[i] / peak;
    }
    points[points.length - 2] = edges[density.length];
    points[points.length - 1] = base;
    return new XYPolygonAnnotation(points, Style.stroke(0, 1.4f), colour, Style.pale(colour, 0.22));
  }
}
