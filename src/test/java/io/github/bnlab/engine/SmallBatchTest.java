package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.engine.kernels.Batch;
import java.util.Arrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Batches that leave lanes empty: the engine's steps in float err as little as those of {@code fit}
 * in float, both against double. With few examples a normalization divides by small deviations,
 * which makes much of any rounding, so that there is no bound but such a one.
 */
class SmallBatchTest {
  private static final int STEPS = 5;

  @ParameterizedTest
  @CsvSource({
    "SIMPLE_NET, NONE",
    "SIMPLE_NET, BUILT_IN",
    "SIMPLE_NET, CUSTOM",
    "SIMPLE_NET, LAYER_NORM",
    "LE_NET, NONE",
    "LE_NET, BUILT_IN",
    "LE_NET, CUSTOM"
  })
  void errNoMoreThanFit(NetworkKind kind, BatchNormImplementation norm) throws Exception {
    double engineError = 0;
    double fitError = 0;
    for (int examples = 3; examples <= 15; examples++) {
      double[] exact = trained(kind, norm, FloatType.DOUBLE, examples, false);
      engineError += difference(trained(kind, norm, FloatType.FLOAT, examples, false), exact);
      fitError += difference(trained(kind, norm, FloatType.FLOAT, examples, true), exact);
    }
    assertThat(engineError).isLessThan(2 * fitError);
  }

  private static double[] trained(
      NetworkKind kind, BatchNormImplementation norm, FloatType type, int examples, boolean fit)
      throws Exception {
    MultiLayerNetwork network =
        new TrialBuilder(kind).type(type).norm(norm, "d2l").learningRate(0.01).network();
    // The same start for both types: numbers that a float holds.
    double[] start = FlatArrays.read(network.params());
    FlatArrays.write(Arrays.stream(start).map(x -> (float) x).toArray(), network.params());
    TrainingEngine engine = TrainingEngine.compile(network, 1);
    Batches batches = new Batches(784, Twins.CLASSES);
    for (int step = 0; step < STEPS; step++) {
      Batch batch = batches.next(examples);
      if (fit) {
        DataType dataType = network.params().dataType();
        network.fit(
            Batches.features(batch, dataType), Batches.labels(batch, Twins.CLASSES, dataType));
      } else {
        engine.step(batch);
      }
    }
    if (!fit) {
      engine.store();
    }
    return FlatArrays.read(network.params());
  }

  /** Root mean square. */
  private static double difference(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum / a.length);
  }
}
