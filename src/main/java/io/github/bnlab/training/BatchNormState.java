package io.github.bnlab.training;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a normalization layer holds, one value per feature.
 *
 * @param place of the network, such as {@code conv1}
 * @param gamma scale
 * @param beta shift
 * @param runningMean running mean, or null for layer normalization
 * @param runningVariance running variance, or null for layer normalization
 */
public record BatchNormState(
    String place, double[] gamma, double[] beta, double[] runningMean, double[] runningVariance) {
  /** Lowest and highest value of each. */
  @Override
  public String toString() {
    return place
        + ", "
        + gamma.length
        + " features: "
        + Stream.of(
                range("gamma", gamma),
                range("beta", beta),
                range("running mean", runningMean),
                range("running variance", runningVariance))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(", "));
  }

  private static String range(String name, double[] values) {
    if (values == null) {
      return "";
    }
    DoubleSummaryStatistics all = Arrays.stream(values).summaryStatistics();
    return String.format(Locale.ROOT, "%s %.4f to %.4f", name, all.getMin(), all.getMax());
  }
}
