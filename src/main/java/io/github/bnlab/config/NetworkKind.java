package io.github.bnlab.config;

import java.util.List;

/** The architectures; the names with BN are the same ones with a normalization. */
public enum NetworkKind {
  SIMPLE_NET("SimpleNet", List.of("dense1", "dense2")),
  LE_NET("LeNet", List.of("conv1", "conv2", "dense1", "dense2")),
  /** Its places follow from its depth. */
  DEEP_NET("DeepNet", List.of());

  private final String label;
  private final List<String> places;

  NetworkKind(String label, List<String> places) {
    this.label = label;
    this.places = places;
  }

  /** The name in configurations and records. */
  public String label() {
    return label;
  }

  /**
   * Hidden layers, first to last: where normalization and dropout can go.
   *
   * @param deepNet shape of a DeepNet, null for other networks
   */
  public List<String> places(DeepNetConfig deepNet) {
    return this == DEEP_NET ? deepNet.places() : places;
  }
}
