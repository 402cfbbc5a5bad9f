package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code histograms.csv}: how many values enter an activation function in an interval,
 * over all units and a fixed batch of images in inference mode.
 *
 * @param epoch counted from 1; 0 is the state before the first step
 * @param layer place in the network, such as {@code conv1}
 * @param low start of the interval, inclusive
 * @param high end of the interval, exclusive but for the last one
 * @param count of the values
 */
public record HistogramRow(int epoch, String layer, double low, double high, int count) {
  /** Columns, in order. */
  public static final List<String> COLUMNS = List.of("epoch", "layer", "low", "high", "count");

  /** The line's fields. */
  public List<String> fields(NumberText numbers) {
    return List.of(
        Integer.toString(epoch), layer, numbers.of(low), numbers.of(high), Integer.toString(count));
  }

  static HistogramRow of(CsvLine line) {
    return new HistogramRow(
        line.count("epoch"),
        line.text("layer"),
        line.number("low"),
        line.number("high"),
        line.count("count"));
  }
}
