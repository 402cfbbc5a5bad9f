package io.github.bnlab.config;

import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.Removes;
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
 * @param biasBefore whether the layers in front of normalization have a bias
 */
public record BatchNormConfig(
    BatchNormImplementation implementation,
    BatchNormConvention convention,
    List<String> where,
    Position position,
    int groups,
    GroupStatistics groupStatistics,
    InferenceStatistics inference,
    boolean biasBefore) {

  /** Of normalization at a place; the activation function is the layer's. */
  public enum Position {
    /** layer - normalization - activation, as Ioffe and Szegedy (2015) have it. */
    BEFORE_ACTIVATION,
    /** layer - activation - normalization. */
    AFTER_ACTIVATION
  }

  public BatchNormConfig {
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
    boolean free =
        implementation == BatchNormImplementation.NONE
            || implementation == BatchNormImplementation.CUSTOM;
    Require.that(
        free || groups == 1,
        "batchNorm.groups",
        groups,
        "be 1" + onlyCustom(implementation, "normalizes in groups"));
    Require.that(
        free || convention.removes() == Removes.MEAN_AND_VARIANCE,
        "batchNorm.convention.removes",
        KnownNames.label(convention.removes()),
        "be mean-and-variance" + onlyCustom(implementation, "can leave out one of the two"));
    Require.that(
        free || convention.affine(),
        "batchNorm.convention.affine",
        false,
        "be true" + onlyCustom(implementation, "can fix gamma and beta"));
    Require.that(
        biasBefore || position == Position.BEFORE_ACTIVATION,
        "batchNorm.biasBefore",
        false,
        "be true with batchNorm.position after-activation, where no normalization removes the bias");
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
        InferenceStatistics.RUNNING,
        true);
  }

  /** Which statistics an evaluation takes; the running ones of a network without any. */
  public InferenceStatistics evaluatesBy() {
    return implementation == BatchNormImplementation.NONE ? InferenceStatistics.RUNNING : inference;
  }

  /**
   * Whether normalization at a place needs two examples in a group: the unbiased variance of a
   * single value does not exist. A channel of a convolution has many values in one example.
   */
  public boolean needsTwoExamples(String place) {
    boolean running = convention.runningVariance() == VarianceKind.UNBIASED;
    return isConvolution(place)
        ? running && convention.count() == Count.BATCH
        : running || convention.normalizeBy() == VarianceKind.UNBIASED;
  }

  /** Whether a place follows a convolution, so that what is normalized there are images. */
  public static boolean isConvolution(String place) {
    return place.startsWith("conv");
  }

  private static String onlyCustom(BatchNormImplementation implementation, String what) {
    return " with batchNorm.implementation %s, since only the custom layer %s"
        .formatted(KnownNames.label(implementation), what);
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
