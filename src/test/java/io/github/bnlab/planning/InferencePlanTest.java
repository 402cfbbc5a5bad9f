package io.github.bnlab.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Planned inference against {@code network.output}, before and after the parameters change. */
class InferencePlanTest {
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
    InferencePlan plan = InferencePlan.compile(network, 9);
    TrainingPlan training = TrainingPlan.compile(network);
    for (int step = 0; step < 3; step++) {
      plan.features().assign(Nd4j.rand(plan.features().dataType(), 9, 784));
      INDArray expected = network.output(plan.features().dup());
      assertThat(plan.run().sub(expected).amaxNumber().doubleValue()).isLessThan(tolerance);

      training.features(9).assign(plan.features());
      for (int i = 0; i < 9; i++) {
        training.labels(9).putScalar(i, (i + step) % 10, 1);
      }
      training.step(9);
    }
  }
}
