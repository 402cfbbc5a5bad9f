package io.github.bnlab.report.figures;

import io.github.bnlab.report.runs.NormLayer;
import io.github.bnlab.report.runs.NormLayer.Quantity;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Parameters and running statistics of the normalization layers, feature by feature. */
final class NormSheets {
  private NormSheets() {}

  /** Two sheets for the first trial of a group: what is trained, and what runs along. */
  static List<Sheet> of(Group group, int look, String suffix) {
    List<NormLayer> layers = group.first().layers();
    List<Sheet> sheets = new ArrayList<>();
    sheet(
        sheets,
        "gamma-beta" + suffix,
        "Scale and shift of the normalization layers",
        "gamma and beta of every feature (thin) and their mean (thick), by epoch;",
        layers,
        List.of(Quantity.GAMMA, Quantity.BETA),
        group,
        look);
    sheet(
        sheets,
        "running-statistics" + suffix,
        "Running statistics of the normalization layers",
        "Running mean and variance of every feature (thin) and their mean (thick), by epoch;",
        layers,
        List.of(Quantity.RUNNING_MEAN, Quantity.RUNNING_VARIANCE),
        group,
        look);
    return sheets;
  }

  private static void sheet(
      List<Sheet> sheets,
      String name,
      String title,
      String what,
      List<NormLayer> layers,
      List<Quantity> quantities,
      Group group,
      int look) {
    List<Sheet.Panel> panels = new ArrayList<>();
    for (Quantity quantity : quantities) {
      for (NormLayer layer : layers) {
        double[][] table = layer.values().get(quantity);
        if (table != null) {
          panels.add(
              new Sheet.Panel(
                  layer.name() + ", " + quantity,
                  chart(layer.epochs(), table, Style.colour(look))::draw));
        }
      }
    }
    if (!panels.isEmpty()) {
      sheets.add(
          new Sheet(
              name,
              title,
              Captions.one(what, group),
              List.of(new Sheet.Key(look, group.label())),
              Math.max(1, layers.size()),
              layers.size() > 2 ? 240 : 380,
              layers.size() > 2 ? 180 : 240,
              panels));
    }
  }

  private static JFreeChart chart(int[] epochs, double[][] table, Color colour) {
    XYSeriesCollection lines = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    Color faded = Style.fade(colour, Math.max(0.15, Math.min(0.65, 6.0 / table.length)));
    for (double[] feature : table) {
      renderer.setSeriesPaint(lines.getSeriesCount(), faded);
      renderer.setSeriesStroke(lines.getSeriesCount(), Style.stroke(0, 1.2f));
      lines.addSeries(series(lines.getSeriesCount(), epochs, feature));
    }
    XYSeriesCollection mean = new XYSeriesCollection(series(0, epochs, mean(table, epochs.length)));
    XYLineAndShapeRenderer meanRenderer = new XYLineAndShapeRenderer(true, false);
    meanRenderer.setSeriesPaint(0, Style.TEXT);
    meanRenderer.setSeriesStroke(0, Style.stroke(0, 2));
    XYPlot plot = new XYPlot(lines, Style.wholeAxis("epoch"), Style.axis(""), renderer);
    plot.setDataset(1, mean);
    plot.setRenderer(1, meanRenderer);
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    return Style.chart(plot);
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

  private static double[] mean(double[][] table, int epochs) {
    double[] mean = new double[epochs];
    for (int e = 0; e < epochs; e++) {
      double sum = 0;
      for (double[] feature : table) {
        sum += feature[e];
      }
      mean[e] = sum / table.length;
    }
    return mean;
  }
}
