package io.github.bnlab.config;

import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import java.util.List;

/**
 * Normalization of a network.
 *
 * @param implementation which layer
 * @param convention the conventions of batch normalization
 * @param where places of the network (such as {@code conv1}, {@code dense2}) that are normalized;
 *     resolved, so that {@code all} has become the full list
 * @param position where normalization stands at each of its places
 */
public record BatchNormConfig(
    BatchNormImplementation implementation,
    BatchNormConvention convention,
    List<String> where,
    Position position) {

  /** Of normalization at a place; the activation function is the layer's. */
  public enum Position {
    /** layer - normalization - activation, as Ioffe and Szegedy (2015) have it. */
    BEFORE_ACTIVATION,
    /** layer - activation - normalization. */
    AFTER_ACTIVATION
  }

  public BatchNormConfig {
    Require.given(implementation, "batchNorm.implementation");
    Require.given(convention, "batchNorm.convention");
    Require.given(where, "batchNorm.where");
    Require.given(position, "batchNorm.position");
    where = List.copyOf(where);
    Require.that(
        implementation == BatchNormImplementation.NONE || !where.isEmpty(),
        "batchNorm.where",
        where,
        "name a place; for a network without normalization set batchNorm.implementation to none");
    if (implementation == BatchNormImplementation.BUILT_IN) {
      requireBuiltIn(convention);
    }
  }

  /** Normalization before the activations. */
  public BatchNormConfig(
      BatchNormImplementation implementation, BatchNormConvention convention, List<String> where) {
    this(implementation, convention, where, Position.BEFORE_ACTIVATION);
  }

  /** DL4J's layer supports the biased variance only. */
  private static void requireBuiltIn(BatchNormConvention convention) {
    boolean normalizes = convention.normalizeBy() == VarianceKind.UNBIASED;
    if (normalizes || convention.runningVariance() == VarianceKind.UNBIASED) {
      throw new ConfigException(
          "batchNorm.convention",
          "batchNorm.convention is "
              + Require.shown(convention.name())
              + ", which "
              + (normalizes ? "normalizes by the unbiased variance" : "keeps an unbiased variance")
              + "; DL4J's built-in layer has the biased one only: choose the convention d2l, or"
              + " batchNorm.implementation custom");
    }
  }
}
