package io.github.bnlab.training;

/**
 * The inputs of the activation function of a place, over a fixed batch of images in inference mode.
 *
 * @param place in the network, such as {@code conv1}
 * @param all percentiles over all units and, in feature maps, positions
 * @param unit number of one unit (of a feature map its channel), chosen before the first step as
 *     the one of median spread: a typical one
 * @param ofUnit its percentiles
 * @param histogram over all units
 * @param histogramOfUnit of the one unit
 */
public record PreActivations(
    String place,
    Percentiles all,
    int unit,
    Percentiles ofUnit,
    Histogram histogram,
    Histogram histogramOfUnit) {

  /** The 15th, 50th and 85th percentile; NaN where no value is finite. */
  public record Percentiles(double p15, double p50, double p85) {}

  /**
   * Counts in bins of equal width from the lowest to the highest value.
   *
   * @param low start of the first bin
   * @param high end of the last bin
   * @param counts by bin, none where no value is finite
   */
  public record Histogram(double low, double high, int[] counts) {
    /** Start of a bin, or end of the one before it. */
    public double edge(int bin) {
      return low + (high - low) * bin / counts.length;
    }
  }
}
