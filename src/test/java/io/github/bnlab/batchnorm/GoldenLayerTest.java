package io.github.bnlab.batchnorm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.golden.Golden;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/** The layers against PyTorch, case by case. */
class GoldenLayerTest {
  /** Rounding of sums over at most 168 values of magnitude below 100. */
  private static final double DOUBLE = 1e-12;

  /**
   * Single precision has 6e-8 relative. With two values a feature the input gradient is a
   * difference of nearly equal terms, divided by deviations down to .03: 6.4e-5 was seen.
   */
  private static final double FLOAT = 1e-4;

  static List<String> cases() throws IOException {
    return Golden.names("layers");
  }

  static Stream<String> builtInCases() throws IOException {
    return cases().stream().filter(name -> name.startsWith("d2l-"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void customLayerInDouble(String name) throws IOException {
    check(name, BatchNormImplementation.CUSTOM, DataType.DOUBLE, DOUBLE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void customLayerInFloat(String name) throws IOException {
    check(name, BatchNormImplementation.CUSTOM, DataType.FLOAT, FLOAT);
  }

  @ParameterizedTest
  @MethodSource("builtInCases")
  void builtInLayerInDouble(String name) throws IOException {
    check(name, BatchNormImplementation.BUILT_IN, DataType.DOUBLE, DOUBLE);
  }

  @ParameterizedTest
  @MethodSource("builtInCases")
  void builtInLayerInFloat(String name) throws IOException {
    check(name, BatchNormImplementation.BUILT_IN, DataType.FLOAT, FLOAT);
  }

  static List<String> groupedCases() throws IOException {
    return Golden.names("groups");
  }

  @ParameterizedTest
  @MethodSource("groupedCases")
  void inGroupsInDouble(String name) throws IOException {
    train(name, "groups/", grouped(name), DataType.DOUBLE, DOUBLE, 3);
  }

  @ParameterizedTest
  @MethodSource("groupedCases")
  void inGroupsInFloat(String name) throws IOException {
    train(name, "groups/", grouped(name), DataType.FLOAT, FLOAT, 3);
  }

  /** From a name such as {@code torch-12x5-groups3-pooled}. */
  private static BatchNormLayer grouped(String name) throws IOException {
    String[] parts = name.split("-");
    return new BatchNormLayer(
        Golden.convention(parts[0]),
        Integer.parseInt(parts[2].replace("groups", "")),
        GroupStatistics.valueOf(parts[3].toUpperCase(Locale.ROOT)));
  }

  private static void check(
      String name, BatchNormImplementation implementation, DataType type, double tolerance)
      throws IOException {
    String dialect = name.substring(0, name.indexOf('-'));
    var configuration = SmallNetworks.layer(implementation, Golden.convention(dialect));
    Layer layer = train(name, "layers/", configuration, type, tolerance, 4);
    Map<String, INDArray> golden = Golden.arrays(Golden.path("layers/" + name + ".npz"));
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
    layer.setInput(golden.get("x_infer").castTo(type), workspaces);
    close(name, golden, "y_infer", layer.activate(false, workspaces), tolerance);
  }

  /** Some training passes, each compared with those of the case. */
  private static Layer train(
      String name,
      String folder,
      org.deeplearning4j.nn.conf.layers.Layer configuration,
      DataType type,
      double tolerance,
      int passes)
      throws IOException {
    Map<String, INDArray> golden = Golden.arrays(Golden.path(folder + name + ".npz"));
    Layer layer = layer(configuration, golden.get("x0").shape(), type);
    for (String key : List.of("gamma", "beta")) {
      layer.getParam(key).assign(golden.get(key).castTo(type));
    }
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
    for (int t = 0; t < passes; t++) {
      layer.setInput(golden.get("x" + t).castTo(type), workspaces);
      INDArray y = layer.activate(true, workspaces);
      Pair<Gradient, INDArray> back =
          layer.backpropGradient(golden.get("dy" + t).castTo(type), workspaces);
      close(name, golden, "y" + t, y, tolerance);
      close(name, golden, "dx" + t, back.getSecond(), tolerance);
      for (String key : List.of("gamma", "beta")) {
        close(name, golden, "d" + key + t, back.getFirst().getGradientFor(key), tolerance);
      }
      for (String key : List.of("mean", "var")) {
        // What the network's updater does with the gradient of a running value.
        layer.getParam(key).subi(back.getFirst().getGradientFor(key));
        close(name, golden, key + t, layer.getParam(key), tolerance);
      }
    }
    return layer;
  }

  /** The input gradient of two examples is nearly 0, a difference of much larger terms. */
  private static void close(
      String name, Map<String, INDArray> golden, String key, INDArray actual, double tolerance) {
    INDArray expected = golden.get(key);
    double largest = expected.amaxNumber().doubleValue();
    boolean cancels = key.startsWith("dx") && expected.size(0) == 2;
    assertThat(Golden.difference(expected, actual) / (cancels ? Math.max(1, largest) : largest))
        .as("%s, %s, %s", name, key, cancels ? "absolute below 1" : "relative to its largest value")
        .isLessThan(tolerance);
  }

  /** The runtime layer inside a network, as a network instantiates it. */
  private static Layer layer(
      org.deeplearning4j.nn.conf.layers.Layer configuration, long[] shape, DataType type) {
    boolean images = shape.length == 4;
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(type)
                .updater(new Sgd(0.1))
                .list()
                .layer(configuration)
                .layer(
                    images
                        ? new CnnLossLayer.Builder().activation(Activation.IDENTITY).build()
                        : new LossLayer.Builder().activation(Activation.IDENTITY).build())
                .setInputType(
                    images
                        ? InputType.convolutional(shape[2], shape[3], shape[1])
                        : InputType.feedForward(shape[1]))
                .build());
    network.init();
    network.initGradientsView();
    return network.getLayer(0);
  }
}
