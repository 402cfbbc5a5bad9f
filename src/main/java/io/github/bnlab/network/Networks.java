package io.github.bnlab.network;

import io.github.bnlab.config.TrialConfig;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The architectures as pure functions from a configuration to a DL4J network configuration.
 *
 * <p>An input is a flattened image, {@code [N, 784]}; the output is {@code [N, 10]} probabilities.
 * The loss is the mean cross-entropy in nats. Layers are named by their place: {@code conv1}, then
 * {@code conv1-norm}, {@code conv1-activation}, {@code conv1-pool}, {@code conv1-dropout}, as far
 * as they are there, and {@code output} at the end. Normalization stands between a layer and its
 * activation, or after the activation where {@code batchNorm.position} says so; convolutions and
 * dense layers have biases in front of a normalization, as the sources have them, unless {@code
 * batchNorm.biasBefore} is false.
 */
public final class Networks {
  private Networks() {}

  /**
   * A trial's network with its initial weights.
   *
   * @throws io.github.bnlab.config.ConfigException if it cannot be built as configured
   */
  public static MultiLayerNetwork build(TrialConfig trial) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration(trial));
    network.init();
    InitialWeights.apply(network, trial);
    return network;
  }

  /**
   * The configuration of a trial's network. Weights start as {@link InitialWeights} says.
   *
   * @throws io.github.bnlab.config.ConfigException for unsupported combinations
   */
  public static MultiLayerConfiguration configuration(TrialConfig trial) {
    NetworkBuilder builder = new NetworkBuilder(trial);
    return switch (trial.network()) {
      case SIMPLE_NET -> simpleNet(builder);
      case LE_NET -> leNet(builder);
      case DEEP_NET -> deepNet(builder, trial);
    };
  }

  /** 784 - dense 64 - ReLU - dense 128 - ReLU - dense 10. */
  private static MultiLayerConfiguration simpleNet(NetworkBuilder builder) {
    return builder.dense("dense1", 64).dense("dense2", 128).output();
  }

  /** 784 - as many dense layers as it is deep, each with its activation - dense 10. */
  private static MultiLayerConfiguration deepNet(NetworkBuilder builder, TrialConfig trial) {
    trial.places().forEach(place -> builder.dense(place, trial.deepNet().width()));
    return builder.output();
  }

  /**
   * Convolution 5x5 to 6 channels - sigmoid - average pool 2x2 - convolution 5x5 to 16 channels -
   * sigmoid - average pool 2x2 - dense 120 - sigmoid - dense 84 - sigmoid - dense 10; no padding.
   *
   * <p>Unlike the network of LeCun et al. (1998), as the textbooks have it: sigmoid for scaled
   * tanh, plain average pooling, full connection of the second convolution, softmax at the end; and
   * unlike <i>Dive into Deep Learning</i>, no padding in the first convolution.
   */
  private static MultiLayerConfiguration leNet(NetworkBuilder builder) {
    return builder
        .convolution("conv1", 6)
        .convolution("conv2", 16)
        .dense("dense1", 120)
        .dense("dense2", 84)
        .output();
  }
}
