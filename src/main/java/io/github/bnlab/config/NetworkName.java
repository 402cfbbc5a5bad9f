package io.github.bnlab.config;

import java.util.List;

/**
 * A name by which the literature calls a network.
 *
 * @param name in configurations
 * @param kind the architecture
 * @param normalized whether the name means it with batch normalization
 */
public record NetworkName(String name, NetworkKind kind, boolean normalized) {
  private static final List<NetworkName> ALL =
      List.of(
          new NetworkName("SimpleNet", NetworkKind.SIMPLE_NET, false),
          new NetworkName("SimpleNetBN", NetworkKind.SIMPLE_NET, true),
          new NetworkName("LeNet", NetworkKind.LE_NET, false),
          new NetworkName("BNLeNet", NetworkKind.LE_NET, true),
          new NetworkName("BN-LeNet", NetworkKind.LE_NET, true),
          new NetworkName("DeepNet", NetworkKind.DEEP_NET, false));

  /** All names. */
  public static List<NetworkName> all() {
    return ALL;
  }
}
