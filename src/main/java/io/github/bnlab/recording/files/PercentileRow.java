package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code activations.csv}: percentiles of what enters an activation function, over a
 * fixed batch of images in inference mode.
 *
 * @param epoch counted from 1; 0 is the state before the first step
 * @param step steps taken so far
 * @param layer place in the network, such as {@code conv1}
 * @param unit {@link #ALL_UNITS}, or the number of one unit
 * @param p15 15th percentile
 * @param p50 median
 * @param p85 85th percentile
 */
public record PercentileRow(
    int epoch, int step, String layer, String unit, double p15, double p50, double p85) {
  /** Columns, in order. */
  public static final List<String> COLUMNS =
      List.of("epoch", "step", "layer", "unit", "p15", "p50", "p85");

  /** In place of the number of a unit: the values of all units together. */
  public static final String ALL_UNITS = "all";

  /** The line's fields. */
  public List<String> fields(NumberText numbers) {
    return List.of(
        Integer.toString(epoch),
        Integer.toString(step),
        layer,
        unit,
        numbers.of(p15),
        numbers.of(p50),
        numbers.of(p85));
  }

  static PercentileRow of(CsvLine line) {
    return new PercentileRow(
        line.count("epoch"),
        line.count("step"),
        line.text("layer"),
        line.text("unit"),
        line.number("p15"),
        line.number("p50"),
        line.number("p85"));
  }
}
