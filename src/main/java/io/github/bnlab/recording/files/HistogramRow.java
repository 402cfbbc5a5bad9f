package io.github.bnlab.recording.files;

/**
 * A line of {@code histograms.csv}: how many inputs of an activation function lie in an interval,
 * over a fixed batch of images in inference mode.
 *
 * @param epoch counted from 1; 0 is the state before the first step
 * @param layer place in the network, such as {@code conv1}
 * @param low start of the interval, inclusive
 * @param high end of the interval, exclusive but for the last one
 * @param count of the values
 * @param unit {@link PercentileRow#ALL_UNITS} or the number of one unit; null in older tables,
 *     which have all units alone
 */
public record HistogramRow(
    int epoch,
    String layer,
    double low,
    double high,
    int count,
    @Column(isAdded = true, mayBeEmpty = true) String unit) {}
