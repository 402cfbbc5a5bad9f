package io.github.bnlab.config;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Shape of a DeepNet: 784 - {@code depth} dense layers of {@code width} units - 10.
 *
 * @param depth hidden layers
 * @param width units of each of them
 * @param activation after each of them
 */
public record DeepNetConfig(int depth, int width, Activation activation) {
  /** Of more layers only some are followed. */
  public static final int FOLLOWED = 6;

  /** Activation functions. */
  public enum Activation {
    RELU,
    SIGMOID
  }

  public DeepNetConfig {
    between(depth, 1000, "deepNet.depth");
    between(width, 4096, "deepNet.width");
    // A training holds several copies of the weights.
    Require.that(
        (784 + (depth - 1L) * width) * width <= 5_000_000,
        "deepNet.width",
        width,
        "be smaller with deepNet.depth " + depth + ": the layers may have 5 million weights");
  }

  private static void between(int value, int most, String key) {
    Require.that(value >= 1 && value <= most, key, value, "lie between 1 and " + most);
  }

  /** Hidden layers, first to last. */
  List<String> places() {
    return places(depth);
  }

  /** Hidden layers of a network of some depth, first to last. */
  public static List<String> places(int depth) {
    return IntStream.rangeClosed(1, depth).mapToObj(layer -> "dense" + layer).toList();
  }

  /**
   * The layers that records and charts follow where a value for each layer would be too many: at
   * most six, evenly spread, the first and the last among them.
   */
  public static <T> List<T> followed(List<T> layers) {
    if (layers.size() <= FOLLOWED) {
      return List.copyOf(layers);
    }
    double gap = (layers.size() - 1) / (FOLLOWED - 1.0);
    return IntStream.range(0, FOLLOWED)
        .mapToObj(i -> layers.get((int) Math.round(i * gap)))
        .toList();
  }
}
