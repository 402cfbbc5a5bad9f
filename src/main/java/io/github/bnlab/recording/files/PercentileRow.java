package io.github.bnlab.recording.files;

/**
 * A line of {@code activations.csv}: percentiles of the inputs of an activation function, over a
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
  /** In place of the number of a unit: the values of all units together. */
  public static final String ALL_UNITS = "all";
}
