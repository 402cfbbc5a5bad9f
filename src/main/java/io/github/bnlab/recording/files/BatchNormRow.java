package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code batchnorm.csv}: one feature of one normalization layer after an epoch.
 *
 * @param epoch counted from 1; 0 is the state before the first step
 * @param layer place in the network, such as {@code conv1}
 * @param feature counted from 0
 * @param gamma scale
 * @param beta shift
 * @param runningMean running mean, or null for layer normalization
 * @param runningVariance running variance, or null for layer normalization
 */
public record BatchNormRow(
    int epoch,
    String layer,
    int feature,
    double gamma,
    double beta,
    Double runningMean,
    Double runningVariance) {
  /** Columns, in order. */
  public static final List<String> COLUMNS =
      List.of("epoch", "layer", "feature", "gamma", "beta", "running_mean", "running_variance");

  /** The line's fields. */
  public List<String> fields(NumberText numbers) {
    return List.of(
        Integer.toString(epoch),
        layer,
        Integer.toString(feature),
        numbers.of(gamma),
        numbers.of(beta),
        numbers.of(runningMean),
        numbers.of(runningVariance));
  }

  static BatchNormRow of(CsvLine line) {
    return new BatchNormRow(
        line.count("epoch"),
        line.text("layer"),
        line.count("feature"),
        line.number("gamma"),
        line.number("beta"),
        line.optionalNumber("running_mean"),
        line.optionalNumber("running_variance"));
  }
}
