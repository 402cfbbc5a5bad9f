package io.github.bnlab.experiment.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.Removes;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.DropoutConfig;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.network.FlatArrays;
import io.github.bnlab.network.FoldedNetwork;
import io.github.bnlab.network.Networks;
import io.github.bnlab.training.Examples;
import io.github.bnlab.training.Trials;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class InputGradientTest {
  private static final int EXAMPLES = 3;

  private static TrialConfig trial(NetworkKind kind, BatchNormImplementation norm) {
    TrialConfig c = Trials.trial(Trials.training(1, null, 0.1), norm, Trials.D2L);
    return Changed.with(
        c,
        "network",
        kind,
        "batchNorm",
        new BatchNormConfig(norm, Trials.D2L, kind.places(null)),
        "dropout",
        new DropoutConfig(0.5, kind.places(null)));
  }

  /** A network whose gamma, beta and running statistics differ from their initial values. */
  private static MultiLayerNetwork used(TrialConfig trial, INDArray features, INDArray labels) {
    MultiLayerNetwork network = Networks.build(trial);
    for (int i = 0; i < 5; i++) {
      network.fit(features, labels);
    }
    return network;
  }

  private static INDArray features() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] values = new double[EXAMPLES][784];
    for (double[] image : values) {
      java.util.Arrays.setAll(image, i -> random.nextDouble());
    }
    return Nd4j.createFromArray(values);
  }

  private static INDArray labels() {
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, 10);
    for (int i = 0; i < EXAMPLES; i++) {
      labels.putScalar(i, 3 * i, 1);
    }
    return labels;
  }

  @ParameterizedTest
  @CsvSource({
    "SIMPLE_NET, NONE",
    "SIMPLE_NET, CUSTOM",
    "SIMPLE_NET, LAYER_NORM",
    "LE_NET, NONE",
    "LE_NET, CUSTOM",
    "LE_NET, BUILT_IN",
    "LE_NET, LAYER_NORM"
  })
  void isTheSlopeOfTheLossInInference(NetworkKind kind, BatchNormImplementation norm) {
    TrialConfig trial = trial(kind, norm);
    INDArray features = features();
    INDArray labels = labels();
    MultiLayerNetwork network = used(trial, features, labels);
    double[] gradient =
        RobustnessObserver.folded(network, trial)
            .inputGradient(Examples.of(FlatArrays.read(features), new byte[] {0, 3, 6}));
    assertThat(gradient).hasSize(EXAMPLES * 784);
    SplittableRandom random = new SplittableRandom(6);
    double step = 1e-5;
    for (int k = 0; k < 20; k++) {
      int example = random.nextInt(EXAMPLES);
      int pixel = random.nextInt(784);
      double rise =
          loss(network, features, example, pixel, step)
              - loss(network, features, example, pixel, -step);
      // Central differences in double: step^2 = 1e-10, rounding 1e-16 / 1e-5.
      assertThat(gradient[example * 784 + pixel]).isCloseTo(rise / (2 * step), within(1e-8));
    }
  }

  private static double loss(
      MultiLayerNetwork network, INDArray features, int example, int pixel, double step) {
    INDArray moved = features.dup();
    moved.putScalar(example, pixel, moved.getDouble(example, pixel) + step);
    return -Math.log(network.output(moved, false).getDouble(example, 3 * example));
  }

  @ParameterizedTest
  @CsvSource({"SIMPLE_NET, CUSTOM", "LE_NET, CUSTOM", "LE_NET, BUILT_IN", "LE_NET, LAYER_NORM"})
  void foldedNetworksAnswerAsTheNetworkDoes(NetworkKind kind, BatchNormImplementation norm) {
    assertFolds(trial(kind, norm));
  }

  @ParameterizedTest
  @CsvSource({"SIMPLE_NET, MEAN", "LE_NET, VARIANCE"})
  void foldsWhereAPartIsLeftOut(NetworkKind kind, Removes removes) {
    TrialConfig trial = trial(kind, BatchNormImplementation.CUSTOM);
    BatchNormConvention convention = Changed.with(Trials.D2L, "removes", removes);
    BatchNormConfig norm =
        Changed.with(trial.batchNorm(), "convention", convention, "biasBefore", false);
    assertFolds(Changed.with(trial, "batchNorm", norm));
  }

  private static void assertFolds(TrialConfig trial) {
    INDArray features = features();
    MultiLayerNetwork network = used(trial, features, labels());
    double[] before = network.params().toDoubleVector();
    double[] folded =
        FoldedNetwork.of(network, trial).output(features.dup(), true).dup('c').data().asDouble();
    double[] own = network.output(features.dup(), false).dup('c').data().asDouble();
    // The same products in another order, in double.
    assertThat(folded).containsExactly(own, within(1e-12));
    assertThat(network.params().toDoubleVector()).isEqualTo(before);
  }
}
