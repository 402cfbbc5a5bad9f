package io.github.bnlab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class InitialWeightsTest {
  @TempDir Path folder;

  private static MultiLayerNetwork network(
      BatchNormImplementation implementation, String dialect, String weights) throws IOException {
    TrialConfig trial =
        Trials.of(NetworkKind.LE_NET, implementation, Golden.convention(dialect), weights, 0.1);
    return Networks.build(trial);
  }

  /** conv2: fan in 6 * 25 = 150, fan out 16 * 25 = 400; dense1: 256 and 120. */
  @ParameterizedTest
  @CsvSource({
    "pytorch, conv2, W, 0.0816497", // 1 / sqrt(150)
    "pytorch, conv2, b, 0.0816497",
    "pytorch, dense1, W, 0.0625", // 1 / sqrt(256)
    "pytorch, dense1, b, 0.0625",
    "xavier-uniform, conv2, W, 0.1044466", // sqrt(6 / 550)
    "xavier-uniform, conv2, b, 0.0816497",
    "xavier-uniform, dense1, W, 0.1263232", // sqrt(6 / 376)
    "xavier-uniform, dense1, b, 0.0625",
    "he-uniform, conv2, W, 0.2", // sqrt(6 / 150)
    "he-uniform, dense1, W, 0.1530931", // sqrt(6 / 256)
    "he-uniform, dense1, b, 0.0625"
  })
  void areUniformWithinTheBound(String kind, String place, String parameter, double bound)
      throws IOException {
    INDArray values =
        network(BatchNormImplementation.NONE, "torch", kind).getLayer(place).getParam(parameter);
    double largest = values.amaxNumber().doubleValue();
    long n = values.length();
    assertThat(largest).isLessThan(bound * 1.000001).isGreaterThan(bound * (1 - 20.0 / n));
    // The deviation of U(-b, b) is b / sqrt(3), that of the mean less by sqrt(n).
    double deviation = bound / Math.sqrt(3);
    assertThat(values.meanNumber().doubleValue())
        .isCloseTo(0, within(4 * deviation / Math.sqrt(n)));
    assertThat(values.stdNumber().doubleValue())
        .isCloseTo(deviation, within(4 * bound / Math.sqrt(n)));
  }

  @Test
  void doNotDependOnTheNormalization() throws IOException {
    MultiLayerNetwork plain = network(BatchNormImplementation.NONE, "d2l", "pytorch");
    for (BatchNormImplementation implementation :
        new BatchNormImplementation[] {
          BatchNormImplementation.CUSTOM,
          BatchNormImplementation.BUILT_IN,
          BatchNormImplementation.LAYER_NORM
        }) {
      MultiLayerNetwork normalized = network(implementation, "d2l", "pytorch");
      for (String place : new String[] {"conv1", "conv2", "dense1", "dense2", "output"}) {
        Golden.assertIdentical(plain.getLayer(place).params(), normalized.getLayer(place).params());
      }
    }
  }

  @Test
  void gammaFollowsTheConvention() throws IOException {
    INDArray ones =
        network(BatchNormImplementation.CUSTOM, "torch", "pytorch")
            .getLayer("dense1-norm")
            .getParam("gamma");
    assertThat(ones.toDoubleVector()).containsOnly(1);
    double[] drawn =
        network(BatchNormImplementation.CUSTOM, "article", "pytorch")
            .getLayer("dense1-norm")
            .getParam("gamma")
            .toDoubleVector();
    assertThat(Arrays.stream(drawn)).allMatch(g -> g > 0 && g < 1);
    assertThat(Arrays.stream(drawn).average().orElseThrow()).isCloseTo(0.5, within(0.1));
  }

  @Test
  void writtenAndReadBackTheyAreTheSame() throws IOException {
    MultiLayerNetwork network = network(BatchNormImplementation.CUSTOM, "article", "pytorch");
    Path file = folder.resolve("p.npz");
    Map<String, NpyArray> arrays = ParameterFiles.of(network, ParameterFiles.INITIAL);
    arrays.putAll(ParameterFiles.of(network, ParameterFiles.FINAL));
    NpzFile.write(Files.newOutputStream(file), arrays, false);
    MultiLayerNetwork read = network(BatchNormImplementation.CUSTOM, "article", file.toString());
    Golden.assertIdentical(network.params(), read.params());
    // Without a prefix too.
    Path plain = folder.resolve("plain.npz");
    NpzFile.write(Files.newOutputStream(plain), ParameterFiles.of(network, ""), false);
    read = network(BatchNormImplementation.CUSTOM, "article", plain.toString());
    Golden.assertIdentical(network.params(), read.params());
  }

  @Test
  void aFileForAnotherNetworkIsRefused() throws IOException {
    MultiLayerNetwork network = network(BatchNormImplementation.NONE, "torch", "pytorch");
    Map<String, NpyArray> arrays = ParameterFiles.of(network, ParameterFiles.INITIAL);
    Path file = folder.resolve("p.npz");
    NpzFile.write(Files.newOutputStream(file), arrays, false);
    refused(BatchNormImplementation.CUSTOM, file, "lacks init/1/gamma of shape [6]");

    Map<String, NpyArray> more = new LinkedHashMap<>(arrays);
    more.put("init/5/weight", new NpyArray(new long[] {1}, new double[] {1}));
    NpzFile.write(Files.newOutputStream(file), more, false);
    refused(BatchNormImplementation.NONE, file, "holds init/5/weight, which this network");

    Map<String, NpyArray> other = new LinkedHashMap<>(arrays);
    other.put("init/0/bias", new NpyArray(new long[] {1}, new double[] {1}));
    NpzFile.write(Files.newOutputStream(file), other, false);
    refused(BatchNormImplementation.NONE, file, "init/0/bias of shape [1]");
  }

  private static void refused(BatchNormImplementation implementation, Path file, String reason) {
    assertThatThrownBy(() -> network(implementation, "torch", file.toString()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }
}
