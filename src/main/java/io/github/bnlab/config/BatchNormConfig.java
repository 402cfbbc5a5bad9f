package io.github.bnlab.config;

import java.util.List;

/**
 * Normalization of a network.
 *
 * @param implementation which layer
 * @param convention the conventions of batch normalization
 * @param where places of the network (such as {@code conv1}, {@code dense2}) that are normalized;
 *     resolved, so that {@code all} has become the full list
 */
public record BatchNormConfig(
    BatchNormImplementation implementation, BatchNormConvention convention, List<String> where) {
  public BatchNormConfig {
    where = List.copyOf(where);
  }
}
