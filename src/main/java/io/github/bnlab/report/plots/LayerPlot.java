package io.github.bnlab.report.plots;

import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.SeedBand;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** The values of one layer before and after normalization, and where a sigmoid is nearly linear. */
public final class LayerPlot {
  private static final int FEWEST_BINS = 8;
  private static final int MOST_BINS = 60;

  /** Up to it the tangent at 0 is off by 0.019 at most. */
  private static final double NEARLY_LINEAR = 1;

  private static final double SIGMOID_END = 6;

  /** Where it leaves the range of the sigmoid. */
  private static final double TANGENT_END = 2;

  /** The last of the six colours, in dashes. */
  private static final int DASHED = 11;

  private static final int SIGMOID_POINTS = 121;

  private LayerPlot() {}

  /**
   * A plot of all values of all batches.
   *
   * @param layer in words
   * @param normalized output with gamma 1 and beta 0
   */
  public static Plot of(String layer, double[] x, double[] normalized, double[] y) {
    double near = 100.0 * Arrays.stream(y).filter(v -> Math.abs(v) <= NEARLY_LINEAR).count();
    Panel values =
        new Panel.Curves(
            "values",
            Axis.plain("value"),
            Axis.plain("density"),
            List.of(
                density("input", 0, x),
                density("normalized", 1, normalized),
                density("scaled and shifted", 2, y)));
    Panel sigmoid =
        new Panel.Curves(
            "a sigmoid after it",
            Axis.plain("scaled and shifted value"),
            Axis.plain("sigmoid"),
            List.of(
                function("nearly linear part of the sigmoid", 4, NEARLY_LINEAR, LayerPlot::sigmoid),
                function("sigmoid", 3, SIGMOID_END, LayerPlot::sigmoid),
                function("tangent at 0", DASHED, TANGENT_END, v -> 0.5 + v / 4)));
    String caption =
        Labels.format(
            "Density of all values of all training batches (%s). Between -1 and 1 a sigmoid differs from its tangent by less than 0.02; %d%% of the scaled and shifted values lie there.",
            layer, Math.round(near / y.length));
    return new Plot(
        "layer", Part.UNITS, "One normalization layer", caption, List.of(values, sigmoid));
  }

  private static Curve density(String label, int look, double[] values) {
    double low = Arrays.stream(values).min().orElseThrow();
    double high = Arrays.stream(values).max().orElseThrow();
    int bins = (int) Math.max(FEWEST_BINS, Math.min(MOST_BINS, Math.sqrt(values.length)));
    double width = high > low ? (high - low) / bins : 1.0 / bins;
    double[] heights = new double[bins + 2];
    for (double value : values) {
      int bin = (int) Math.min(bins - 1, (value - low) / width);
      heights[1 + bin] += 1 / (values.length * width);
    }
    double[] middles =
        IntStream.range(0, bins + 2).mapToDouble(i -> low + (i - 0.5) * width).toArray();
    return new Curve(label, look, SeedBand.line(middles, heights));
  }

  private static Curve function(String label, int look, double end, DoubleUnaryOperator function) {
    double[] x =
        IntStream.range(0, SIGMOID_POINTS)
            .mapToDouble(i -> end * (2.0 * i / (SIGMOID_POINTS - 1) - 1))
            .toArray();
    return new Curve(label, look, SeedBand.line(x, Arrays.stream(x).map(function).toArray()));
  }

  private static double sigmoid(double v) {
    return 1 / (1 + Math.exp(-v));
  }
}
