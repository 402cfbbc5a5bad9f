package io.github.bnlab.recording.files;

/**
 * A line of {@code histograms.csv}: how many inputs of an activation function lie in an interval,
 * over all units and a fixed batch of images in inference mode.
 *
 * @param epoch counted from 1; 0 is the state before the first step
 * @param layer place in the network, such as {@code conv1}
 * @param low start of the interval, inclusive
 * @param high end of the interval, exclusive but for the last one
 * @param count of the values
 */
public record HistogramRow(int epoch, String layer, double low, double high, int count) {}
