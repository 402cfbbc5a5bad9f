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
 * @param groups of equal size that a training batch is normalized in, each by its own statistics
 * @param groupStatistics what the running statistics take of the groups
 * @param inference which statistics an evaluation takes
 */
public record BatchNormConfig(
    BatchNormImplementation implementation,
    BatchNormConvention convention,
    List<String> where,
    Position position,
    int groups,
    GroupStatistics groupStatistics,
    InferenceStatistics inference) {

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
    Require.given(groupStatistics, "batchNorm.groupStatistics");
    Require.given(inference, "batchNorm.inference");
    where = List.copyOf(where);
    Require.atLeast(1, groups, "batchNorm.groups", "");
    Require.that(
        implementation == BatchNormImplementation.NONE || !where.isEmpty(),
        "batchNorm.where",
        where,
        "name a place; for a network without normalization set batchNorm.implementation to none");
    if (implementation == BatchNormImplementation.BUILT_IN) {
      requireBuiltIn(convention);
    }
    Require.that(
        groups == 1
            || implementation == BatchNormImplementation.NONE
            || implementation == BatchNormImplementation.CUSTOM,
        "batchNorm.groups",
        groups,
        "be 1 with batchNorm.implementation %s, since only the custom layer normalizes in groups"
            .formatted(KnownNames.label(implementation)));
    Require.that(
        inference == InferenceStatistics.RUNNING
            || implementation != BatchNormImplementation.LAYER_NORM,
        "batchNorm.inference",
        KnownNames.label(inference),
        "be running with batchNorm.implementation layer-norm, which takes the statistics of each"
            + " example");
  }

  /** Normalization of the whole batch before the activations, evaluated by running statistics. */
  public BatchNormConfig(
      BatchNormImplementation implementation, BatchNormConvention convention, List<String> where) {
    this(
        implementation,
        convention,
        where,
        Position.BEFORE_ACTIVATION,
        1,
        GroupStatistics.AVERAGED,
        InferenceStatistics.RUNNING);
  }

  /** Which statistics an evaluation takes; the running ones of a network without any. */
  public InferenceStatistics evaluatesBy() {
    return implementation == BatchNormImplementation.NONE ? InferenceStatistics.RUNNING : inference;
  }

  /** DL4J's layer supports the biased variance only. */
  private static void requireBuiltIn(BatchNormConvention convention) {
    boolean normalizes = convention.normalizeBy() == VarianceKind.UNBIASED;
    if (normalizes || convention.runningVariance() == VarianceKind.UNBIASED) {
      throw new ConfigException(
          "batchNorm.convention",
          ("batchNorm.convention is %s, which %s; DL4J's built-in layer has the biased one only:"
                  + " choose the convention d2l, or batchNorm.implementation custom")
              .formatted(
                  Require.shown(convention.name()),
                  normalizes
                      ? "normalizes by the unbiased variance"
                      : "keeps an unbiased variance"));
    }
  }
}
