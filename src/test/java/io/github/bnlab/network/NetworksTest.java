package io.github.bnlab.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.ClippingConfig;
import io.github.bnlab.config.DropoutConfig;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class NetworksTest {
  @Test
  void simpleNetHasTheTextbookParameters() throws IOException {
    MultiLayerNetwork network = network(plain(NetworkKind.SIMPLE_NET));
    assertThat(network.numParams()).isEqualTo(784 * 64 + 64 + 64 * 128 + 128 + 128 * 10 + 10);
    assertThat(network.getLayerNames())
        .containsExactly("dense1", "dense1-activation", "dense2", "dense2-activation", "output");
  }

  @Test
  void leNetHasTheTextbookParameters() throws IOException {
    MultiLayerNetwork network = network(plain(NetworkKind.LE_NET));
    int convolutions = 25 * 6 + 6 + 6 * 25 * 16 + 16;
    int dense = 256 * 120 + 120 + 120 * 84 + 84 + 84 * 10 + 10;
    assertThat(network.numParams()).isEqualTo(convolutions + dense);
  }

  @Test
  void deepNetIsAsDeepAndWideAsItIsToBe() throws IOException {
    MultiLayerNetwork network =
        network(trial(NetworkKind.DEEP_NET, List.of("dense3"), 0.5, List.of("dense1")));
    assertThat(network.getLayerNames())
        .containsExactly(
            "dense1",
            "dense1-activation",
            "dense1-dropout",
            "dense2",
            "dense2-activation",
            "dense3",
            "dense3-norm",
            "dense3-activation",
            "output");
    int hidden = 784 * 24 + 24 + 2 * (24 * 24 + 24);
    assertThat(network.numParams()).isEqualTo(hidden + 4 * 24 + 24 * 10 + 10);
    ActivationLayer activation =
        (ActivationLayer) network.getLayer("dense1-activation").conf().getLayer();
    assertThat(activation.getActivationFn()).isEqualTo(new ActivationSigmoid());
  }

  @Test
  void normalizationAndDropoutGoWhereTheyAreWanted() throws IOException {
    TrialConfig trial =
        trial(NetworkKind.LE_NET, List.of("conv1", "dense2"), 0.25, List.of("conv2", "dense1"));
    assertThat(network(trial).getLayerNames())
        .containsExactly(
            "conv1",
            "conv1-norm",
            "conv1-activation",
            "conv1-pool",
            "conv2",
            "conv2-activation",
            "conv2-pool",
            "conv2-dropout",
            "dense1",
            "dense1-activation",
            "dense1-dropout",
            "dense2",
            "dense2-norm",
            "dense2-activation",
            "output");
  }

  @Test
  void layersInFrontOfNormalizationCanHaveNoBias() throws IOException {
    TrialConfig with = trial(NetworkKind.LE_NET, List.of("conv1", "dense2"), 0, List.of());
    TrialConfig without =
        Changed.with(with, "batchNorm", Changed.with(with.batchNorm(), "biasBefore", false));
    MultiLayerNetwork network = network(without);
    for (Layer layer : network(with).getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      Map<String, INDArray> expected = new HashMap<>(layer.paramTable());
      if (name.equals("conv1") || name.equals("dense2")) {
        expected.remove("b");
      }
      Map<String, INDArray> actual = network.getLayer(name).paramTable();
      assertThat(actual.keySet()).as(name).isEqualTo(expected.keySet());
      actual.forEach((key, values) -> Golden.assertIdentical(expected.get(key), values));
    }
  }

  @ParameterizedTest
  @EnumSource(NetworkKind.class)
  void configurationsSurviveJson(NetworkKind kind) throws IOException {
    List<String> places = kind.places(Trials.shape(kind));
    TrialConfig trial = trial(kind, places, 0.5, places);
    MultiLayerConfiguration configuration = Networks.configuration(trial);
    assertThat(MultiLayerConfiguration.fromJson(configuration.toJson())).isEqualTo(configuration);
  }

  @Test
  void dropoutTrainsTheSameTwiceAndOtherwiseThanWithout() throws IOException {
    NetworkKind kind = NetworkKind.LE_NET;
    TrialConfig with = trial(kind, List.of("dense1"), 0.5, kind.places(null));
    INDArray first = trained(with).params();
    Golden.assertIdentical(first, trained(with).params());
    INDArray without = trained(trial(kind, List.of("dense1"), 0, List.of())).params();
    assertThat(Golden.difference(without, first)).isGreaterThan(1e-6);
  }

  /** DL4J clips the gradient of a whole layer; the running values must not be part of it. */
  @ParameterizedTest
  @EnumSource(
      value = ClippingConfig.Kind.class,
      names = {"VALUE", "L2_PER_LAYER"})
  void clippingSparesRunningValues(ClippingConfig.Kind kind) throws IOException {
    MultiLayerNetwork free = trained(normalized(Trials.sgd(0, 0, Trials.unclipped())));
    MultiLayerNetwork bound =
        trained(normalized(Trials.sgd(0, 0, new ClippingConfig(kind, 1e-12))));
    assertThat(Golden.difference(free.getParam("1_gamma"), bound.getParam("1_gamma")))
        .isGreaterThan(1e-6);
    INDArray ones = Nd4j.ones(DataType.DOUBLE, 64);
    // 5 steps of at most .1 * 1e-12.
    assertThat(Golden.difference(ones, bound.getParam("1_gamma"))).isLessThan(1e-11);
    assertThat(bound.getParam("1_var").sub(1).norm2Number().doubleValue()).isGreaterThan(0.1);
  }

  /** PyTorch's weight_decay, on weights alone: gradient + l2 * weight. */
  @Test
  void penaltyAddsToTheGradientOfWeightsAlone() throws IOException {
    TrialConfig free = penalized(0);
    INDArray start = network(free).getParam("0_W");
    MultiLayerNetwork without = trained(network(free), 1);
    MultiLayerNetwork with = trained(network(penalized(0.5)), 1);
    INDArray expected = without.getParam("0_W").sub(start.mul(0.1 * 0.5));
    assertThat(Golden.difference(expected, with.getParam("0_W"))).isLessThan(1e-15);
    for (String parameter : List.of("0_b", "1_gamma", "1_beta", "1_mean", "1_var")) {
      Golden.assertIdentical(without.getParam(parameter), with.getParam(parameter));
    }
  }

  private static TrialConfig penalized(double l2) throws IOException {
    return normalized(Trials.sgd(0, l2, Trials.unclipped()));
  }

  /** Schedule, rule and state of the optimizer are saved with the network. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void optimizersSurviveSaving(boolean adam, @TempDir Path folder) throws IOException {
    ScheduleConfig schedule = new ScheduleConfig(ScheduleConfig.Kind.EXPONENTIAL, 0.5, 1);
    TrialConfig trial =
        normalized(
            adam
                ? Trials.training(0.01, schedule, Optimizer.ADAM, 0, 0, Trials.unclipped())
                : Trials.training(0.1, schedule, Optimizer.SGD, 0.9, 0, Trials.unclipped()));
    MultiLayerNetwork network = trained(network(trial), 3);
    network.incrementEpochCount(); // or the factor of the schedule does not show
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
    Golden.assertIdentical(trained(network, 3).params(), trained(restored, 3).params());
  }

  private static TrialConfig plain(NetworkKind kind) throws IOException {
    return Trials.of(
        kind, BatchNormImplementation.NONE, Golden.convention("torch"), "pytorch", 0.1);
  }

  private static TrialConfig normalized(TrainingConfig training) throws IOException {
    return Trials.of(
        NetworkKind.SIMPLE_NET,
        new BatchNormConfig(
            BatchNormImplementation.CUSTOM, Golden.convention("torch"), List.of("dense1")),
        "pytorch",
        Trials.NO_DROPOUT,
        training);
  }

  private static TrialConfig trial(
      NetworkKind kind, List<String> where, double rate, List<String> after) throws IOException {
    BatchNormConfig norm =
        new BatchNormConfig(BatchNormImplementation.CUSTOM, Golden.convention("torch"), where);
    return Trials.of(
        kind,
        norm,
        "pytorch",
        new DropoutConfig(rate, after),
        Trials.sgd(0.5, 1e-4, Trials.unclipped()));
  }

  private static MultiLayerNetwork network(TrialConfig trial) {
    return Networks.build(trial);
  }

  private static MultiLayerNetwork trained(TrialConfig trial) {
    return trained(network(trial), 5);
  }

  private static MultiLayerNetwork trained(MultiLayerNetwork network, int steps) {
    double[] pixels = new SplittableRandom(1).doubles(8 * 784).toArray();
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, 8, 10);
    for (int i = 0; i < 8; i++) {
      labels.putScalar(i, i, 1);
    }
    DataSet batch = new DataSet(Nd4j.createFromArray(pixels).reshape(8, 784), labels);
    for (int step = 0; step < steps; step++) {
      network.fit(batch);
    }
    assertThat(Arrays.stream(network.params().toDoubleVector())).allMatch(Double::isFinite);
    return network;
  }
}
