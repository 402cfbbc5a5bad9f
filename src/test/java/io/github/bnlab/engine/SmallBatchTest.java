package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.network.FlatArrays;
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
    MultiLayerNetwork exact = network(kind, norm, FloatType.DOUBLE);
    MultiLayerNetwork rounded = network(kind, norm, FloatType.FLOAT);
    // The same start for both types: numbers that a float holds.
    double[] start = FlatArrays.read(rounded.params());
    TrainingEngine exactEngine = TrainingEngine.compile(exact, 1);
    TrainingEngine roundedEngine = TrainingEngine.compile(rounded, 1);
    double engineError = 0;
    double fitError = 0;
    for (int examples = 3; examples <= 15; examples++) {
      double[] expected = trained(exact, exactEngine, start, examples);
      engineError += difference(trained(rounded, roundedEngine, start, examples), expected);
      fitError += difference(fitted(rounded, start, examples), expected);
    }
    assertThat(engineError).isLessThan(2 * fitError);
  }

  private static MultiLayerNetwork network(
      NetworkKind kind, BatchNormImplementation norm, FloatType type) {
    return new TrialBuilder(kind).type(type).norm(norm, "d2l").learningRate(0.01).network();
  }

  private static double[] trained(
      MultiLayerNetwork network, TrainingEngine engine, double[] start, int examples) {
    engine.load(start);
    Batches batches = new Batches(784, Twins.CLASSES);
    for (int step = 0; step < STEPS; step++) {
      engine.step(batches.next(examples));
    }
    engine.store();
    return FlatArrays.read(network.params());
  }

  private static double[] fitted(MultiLayerNetwork network, double[] start, int examples) {
    FlatArrays.write(start, network.params());
    DataType type = network.params().dataType();
    Batches batches = new Batches(784, Twins.CLASSES);
    for (int step = 0; step < STEPS; step++) {
      Batch batch = batches.next(examples);
      network.fit(Batches.features(batch, type), Batches.labels(batch, Twins.CLASSES, type));
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
