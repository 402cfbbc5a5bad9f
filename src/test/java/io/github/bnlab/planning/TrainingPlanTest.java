package io.github.bnlab.planning;

import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Planned steps against {@code fit}. */
class TrainingPlanTest {
  @ParameterizedTest
  @ValueSource(strings = {"SimpleNet", "SimpleNetBN", "LeNet", "BN-LeNet"})
  void equalsFitInDouble(String name) throws Exception {
    Twins twins = new Twins(net(name, DataType.DOUBLE, b -> {}));
    twins.train(200, 12, 7);
    twins.requireEqual(1e-9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SimpleNet", "SimpleNetBN", "LeNet", "BN-LeNet"})
  void equalsFitInFloat(String name) throws Exception {
    Twins twins = new Twins(net(name, DataType.FLOAT, b -> {}));
    twins.train(50, 32, 20);
    twins.requireEqual(1e-4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SimpleNetBN", "LeNet"})
  void updatesAsDl4j(String name) throws Exception {
    for (Consumer<NeuralNetConfiguration.Builder> settings : Settings.ALL) {
      Twins twins = new Twins(net(name, DataType.DOUBLE, settings));
      twins.train(40, 8, 5);
      twins.requireEqual(1e-9);
    }
  }

  private static MultiLayerNetwork net(
      String name, DataType type, Consumer<NeuralNetConfiguration.Builder> settings) {
    var norm = name.contains("BN") ? Nets.BUILT_IN : Nets.NO_NORM;
    return name.startsWith("Simple")
        ? Nets.simpleNet(type, norm, settings)
        : Nets.leNet(type, norm, settings);
  }
}
