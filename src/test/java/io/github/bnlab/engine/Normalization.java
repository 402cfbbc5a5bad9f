package io.github.bnlab.engine;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import java.util.List;

/** A normalization of every hidden layer, as a configuration names it. */
record Normalization(BatchNormImplementation implementation, String convention) {
  static final List<Normalization> ALL =
      List.of(
          new Normalization(BatchNormImplementation.NONE, "d2l"),
          new Normalization(BatchNormImplementation.BUILT_IN, "d2l"),
          new Normalization(BatchNormImplementation.CUSTOM, "notebook"),
          new Normalization(BatchNormImplementation.CUSTOM, "article"),
          new Normalization(BatchNormImplementation.CUSTOM, "d2l"),
          new Normalization(BatchNormImplementation.CUSTOM, "torch"),
          new Normalization(BatchNormImplementation.LAYER_NORM, "d2l"));

  TrialBuilder on(NetworkKind network) {
    return on(new TrialBuilder(network));
  }

  TrialBuilder on(TrialBuilder network) {
    return network.norm(implementation, convention);
  }
}
