package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import io.github.bnlab.network.FlatArrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Inference by the engine against {@code network.output}, before and after the parameters change.
 */
class InferenceTest {
  /** Double: rounding of a few sums. Float: a thousand times the rounding of probabilities. */
  @ParameterizedTest
  @CsvSource({
    "SIMPLE_NET, NONE, DOUBLE, 1e-13",
    "SIMPLE_NET, BUILT_IN, DOUBLE, 1e-13",
    "SIMPLE_NET, CUSTOM, DOUBLE, 1e-13",
    "SIMPLE_NET, LAYER_NORM, DOUBLE, 1e-13",
    "LE_NET, NONE, DOUBLE, 1e-13",
    "LE_NET, BUILT_IN, DOUBLE, 1e-13",
    "LE_NET, CUSTOM, DOUBLE, 1e-13",
    "LE_NET, LAYER_NORM, DOUBLE, 1e-13",
    "LE_NET, BUILT_IN, FLOAT, 1e-5",
    "LE_NET, CUSTOM, FLOAT, 1e-5"
  })
  void equalsOutput(
      NetworkKind kind, BatchNormImplementation norm, FloatType type, double tolerance)
      throws Exception {
    MultiLayerNetwork network =
        new TrialBuilder(kind).type(type).norm(norm, "d2l").dropout(0.5, "dense1").network();
    TrainingEngine engine = TrainingEngine.compile(network, 2);
    Batches batches = new Batches(784, Twins.CLASSES);
    for (int step = 0; step < 3; step++) {
      Batch batch = batches.next(19);
      engine.store();
      double[] expected =
          FlatArrays.read(network.output(Batches.features(batch, network.params().dataType())));
      assertThat(engine.probabilities(batch, Mode.INFERENCE))
          .containsExactly(expected, within(tolerance));
      engine.step(batch);
    }
  }
}
