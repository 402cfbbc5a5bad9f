package io.github.bnlab.training;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.network.FlatArrays;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

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
  /**
   * Of all normalized places of a network, of a deep network of those that are followed, first to
   * last.
   */
  public static List<BatchNormState> of(MultiLayerNetwork network, BatchNormConfig config) {
    if (config.implementation() == BatchNormImplementation.NONE) {
      return List.of();
    }
    return DeepNetConfig.followed(config.where()).stream()
        .map(place -> of(network, place))
        .toList();
  }

  /** Of one normalized place of a network. */
  public static BatchNormState of(MultiLayerNetwork network, String place) {
    Map<String, INDArray> parameters = network.getLayer(place + "-norm").paramTable();
    return new BatchNormState(
        place,
        values(parameters.get("gamma")),
        values(parameters.get("beta")),
        values(parameters.get("mean")),
        values(parameters.get("var")));
  }

  private static double[] values(INDArray parameter) {
    return parameter == null ? null : FlatArrays.read(parameter);
  }

  /** Lowest and highest value of each. */
  @Override
  public String toString() {
    return "%s, %s features: ".formatted(place, gamma.length)
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
