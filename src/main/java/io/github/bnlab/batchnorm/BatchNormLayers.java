package io.github.bnlab.batchnorm;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ConfigException;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Normalization layers by implementation and convention. */
public final class BatchNormLayers {
  private BatchNormLayers() {}

  /**
   * A new layer configuration. Its activation is the identity.
   *
   * @throws ConfigException for {@code NONE}, which has no layer, for conventions that DL4J's own
   *     layer does not support, and for those that only the custom layer does
   */
  public static Layer of(BatchNormImplementation implementation, BatchNormConvention convention) {
    boolean whole = convention.centres() && convention.scales() && convention.affine();
    if (implementation != BatchNormImplementation.CUSTOM && !whole) {
      throw new ConfigException(
          "batchNorm.convention %s leaves out a part of batch normalization, which only the custom layer can do; use batchNorm.implementation custom"
              .formatted(convention.name()));
    }
    return switch (implementation) {
      case CUSTOM -> new BatchNormLayer(convention);
      case BUILT_IN -> builtIn(convention);
      case LAYER_NORM -> new LayerNormLayer(convention.epsilon(), convention.initialGamma());
      case NONE -> throw new ConfigException("batchNorm.implementation none has no layer");
    };
  }

  /**
   * DL4J's layer with variances kept as they are, not as logarithms of deviations. It cannot draw
   * gamma; assign any other start than ones after initialization.
   */
  private static BatchNormalization builtIn(BatchNormConvention convention) {
    if (convention.normalizeBy() == VarianceKind.UNBIASED
        || convention.runningVariance() == VarianceKind.UNBIASED) {
      throw new ConfigException(
          "batchNorm.convention %s takes an unbiased variance, which DL4J's built-in layer cannot do; use batchNorm.implementation custom or the convention d2l"
              .formatted(convention.name()));
    }
    return new BatchNormalization.Builder()
        .eps(convention.epsilon())
        .decay(convention.decay())
        .useLogStd(false)
        .build();
  }
}
