package io.github.bnlab.benchmark;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.NetworkName;
import java.util.List;

/**
 * A network with a normalization.
 *
 * @param network by its name in the literature
 * @param implementation NONE for networks whose name means no normalization
 */
public record Subject(NetworkName network, BatchNormImplementation implementation) {

  /** A network with each of the implementations, or without where its name means none. */
  static List<Subject> of(NetworkName network, List<BatchNormImplementation> implementations) {
    return network.normalized()
        ? implementations.stream().map(each -> new Subject(network, each)).toList()
        : List.of(new Subject(network, BatchNormImplementation.NONE));
  }

  /** As configurations call it, such as {@code built-in}. */
  public String normalization() {
    return KnownNames.label(implementation);
  }

  @Override
  public String toString() {
    return network.name() + (network.normalized() ? " " + normalization() : "");
  }
}
