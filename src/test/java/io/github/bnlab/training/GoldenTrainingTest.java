package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.engine.TrainingEngine;
import io.github.bnlab.engine.UnsupportedLayerException;
import io.github.bnlab.golden.Golden;
import io.github.bnlab.golden.GoldenData;
import io.github.bnlab.network.InitialWeights;
import io.github.bnlab.network.Networks;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.ParameterFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Whole trainings in double, by DL4J's own fit and by the engine, against PyTorch. */
@Tag("long")
class GoldenTrainingTest {
  /**
   * Rounding, 1e-16, grows by a factor of ten or so in a hundred steps; a wrong convention in the
   * tenth decimal of one step is seen.
   */
  private static final double TOLERANCE = 1e-10;

  /** name, batch, learning rate, implementation: as the README beside the reference values says. */
  @ParameterizedTest
  @CsvSource({
    "simplenetbn-article-made-up, 32, 0.1, CUSTOM",
    "bnlenet-d2l-made-up,         32, 0.5, CUSTOM",
    "bnlenet-d2l-made-up,         32, 0.5, BUILT_IN",
    "simplenet-mnist,             64, 0.1, NONE",
    "simplenetbn-article-mnist,   64, 0.1, CUSTOM",
    "simplenetbn-torch-mnist,     64, 0.1, CUSTOM",
    "lenet-fashion,              128, 0.5, NONE",
    "bnlenet-d2l-fashion,        128, 0.1, CUSTOM",
    "bnlenet-d2l-fashion,        128, 0.1, BUILT_IN",
    "bnlenet-torch-fashion,      128, 0.1, CUSTOM"
  })
  void equalsPyTorch(
      String name, int batch, double learningRate, BatchNormImplementation implementation)
      throws Exception {
    Path file = GoldenData.file(name);
    Map<String, INDArray> golden = Golden.arrays(file);
    GoldenData data = GoldenData.of(name, golden, (int) golden.get("losses").length() * batch);
    for (StepKind kind : StepKind.values()) {
      TrialConfig trial = trial(name, learningRate, implementation, file);
      MultiLayerNetwork network = new MultiLayerNetwork(Networks.configuration(trial));
      network.init();
      InitialWeights.apply(network, trial);
      String label = name + ", " + kind;
      TrainingStep step = step(network, kind);
      train(label, step, golden.get("losses"), data, batch);
      requireParameters(label, step.network(), golden);
      assertThat(Golden.difference(golden.get("logits"), logits(network, data.testImages())))
          .as("%s, logits", label)
          .isLessThan(TOLERANCE);
    }
  }

  private static TrainingStep step(MultiLayerNetwork network, StepKind kind)
      throws UnsupportedLayerException {
    return kind == StepKind.PLANNED
        ? new EngineStep(network, TrainingEngine.compile(network, 1))
        : new Dl4jStep(network, false);
  }

  private static void train(
      String label, TrainingStep step, INDArray losses, GoldenData data, int batch) {
    for (int t = 0; t < losses.length(); t++) {
      assertThat(Math.abs(step.take(data.batch(t * batch, batch)) - losses.getDouble(t)))
          .as("%s, loss of step %d", label, t)
          .isLessThan(TOLERANCE);
    }
  }

  private static void requireParameters(
      String label, MultiLayerNetwork network, Map<String, INDArray> golden) {
    Map<String, NpyArray> parameters = ParameterFiles.of(network, ParameterFiles.FINAL);
    long expected = golden.keySet().stream().filter(k -> k.startsWith("final/")).count();
    assertThat(parameters).hasSize((int) expected);
    parameters.forEach(
        (key, array) ->
            assertThat(difference(golden.get(key).ravel().toDoubleVector(), array.values()))
                .as("%s, %s", label, key)
                .isLessThan(TOLERANCE));
  }

  private static double difference(double[] a, double[] b) {
    assertThat(b).hasSameSizeAs(a);
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i])); // max passes NaN on
    }
    return largest;
  }

  private static INDArray logits(MultiLayerNetwork network, INDArray images) {
    List<INDArray> activations = network.feedForward(images, false);
    Layer output = network.getOutputLayer();
    INDArray hidden = activations.get(activations.size() - 2);
    return hidden.mmul(output.getParam("W")).addRowVector(output.getParam("b"));
  }

  private static TrialConfig trial(
      String name, double learningRate, BatchNormImplementation implementation, Path file)
      throws IOException {
    NetworkKind kind = name.startsWith("simplenet") ? NetworkKind.SIMPLE_NET : NetworkKind.LE_NET;
    boolean normalized = implementation != BatchNormImplementation.NONE;
    BatchNormConvention convention = Golden.convention(normalized ? name.split("-")[1] : "torch");
    return io.github.bnlab.network.Trials.of(
        kind, implementation, convention, file.toString(), learningRate);
  }
}
