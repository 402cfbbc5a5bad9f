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
 */
public record BatchNormConfig(
    BatchNormImplementation implementation, BatchNormConvention convention, List<String> where) {
  public BatchNormConfig {
    Require.given(implementation, "batchNorm.implementation");
    Require.given(convention, "batchNorm.convention");
    Require.given(where, "batchNorm.where");
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
