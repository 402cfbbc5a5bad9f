package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.engine.TrainingEngine;
import io.github.bnlab.engine.kernels.Network.Mode;
import io.github.bnlab.golden.Golden;
import io.github.bnlab.network.Networks;
import io.github.bnlab.network.NpzFile;
import io.github.bnlab.network.ParameterFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Networks that are evaluated by other statistics than the running ones, against PyTorch. */
class PopulationStatisticsTest {
  /** Rounding of sums over up to 92,160 values. */
  private static final double TOLERANCE = 1e-10;

  private static final int TRAINING = 160;
  private static final int BATCH = 32;

  @ParameterizedTest
  @CsvSource({
    "simplenetbn-torch, CUSTOM, PLANNED",
    "simplenetbn-torch, CUSTOM, DL4J",
    "bnlenet-d2l, CUSTOM, PLANNED",
    "bnlenet-d2l, BUILT_IN, PLANNED",
    "bnlenet-d2l, BUILT_IN, DL4J"
  })
  void equalThoseOfPyTorch(String name, BatchNormImplementation implementation, StepKind kind)
      throws Exception {
    Path file = Golden.path("population/" + name + ".npz");
    Map<String, INDArray> golden = Golden.arrays(file);
    MultiLayerNetwork network = network(name, implementation, file);
    TrainingStep step = step(network, kind);
    ImageSet images = Golden.images(golden);
    ImageSet training = images.first(TRAINING);
    double[] before = network.params().toDoubleVector();

    double[] probabilities =
        new PopulationStatistics(step, training, BATCH)
            .with(
                () -> {
                  requireStatistics(network, golden);
                  return step.probabilities(Examples.inOrder(images, TRAINING, 64));
                });

    double[] expected = Transforms.softmax(golden.get("logits")).ravel().toDoubleVector();
    assertThat(probabilities).containsExactly(expected, within(TOLERANCE));
    assertThat(step.network().params().toDoubleVector()).isEqualTo(before);
    Evaluation evaluation =
        new Evaluation(step, InferenceStatistics.POPULATION, BATCH, 1, training);
    assertThat(evaluation.oneByOne(images).get(TRAINING))
        .containsExactly(Arrays.copyOf(expected, 10), within(TOLERANCE));
  }

  private static void requireStatistics(MultiLayerNetwork network, Map<String, INDArray> golden) {
    int index = 0;
    for (Layer layer : network.getLayers()) {
      if (layer.paramTable().containsKey("mean")) {
        for (String key : new String[] {"mean", "var"}) {
          INDArray expected = golden.get("population/" + index + "/" + key);
          assertThat(Golden.difference(expected, layer.getParam(key)))
              .as("%s of layer %d", key, index)
              .isLessThan(TOLERANCE);
        }
      }
      index += layer.paramTable().isEmpty() ? 0 : 1;
    }
  }

  /** The last batch of 7 is filled up with the first 3 images. */
  @ParameterizedTest
  @CsvSource({"CUSTOM, PLANNED", "CUSTOM, DL4J", "BUILT_IN, PLANNED", "BUILT_IN, DL4J"})
  void aBatchByItsOwnStatisticsIsAsInTraining(BatchNormImplementation implementation, StepKind kind)
      throws Exception {
    Path file = Golden.path("population/bnlenet-d2l.npz");
    MultiLayerNetwork network = network("bnlenet-d2l", implementation, file);
    TrainingStep step = step(network, kind);
    ImageSet images = Golden.images(Golden.arrays(file)).first(17);
    double[] before = network.params().toDoubleVector();

    Score score = new Evaluation(step, InferenceStatistics.BATCH, 10, 1, images).of(images);

    int[] order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0, 1, 2};
    assertThat(step.network().params().toDoubleVector()).isEqualTo(before);
    double loss = 0;
    for (int from = 0; from < order.length; from += 10) {
      // Losses of a step are those before its update; a rate of 0 leaves the parameters alone.
      double[] answers =
          step.probabilities(Examples.of(images, order, from, 10), Mode.BATCH_STATISTICS);
      double ofBatch = 0;
      for (int i = 0; i < 10; i++) {
        double ofImage = -Math.log(answers[10 * i + images.labels()[order[from + i]]]);
        ofBatch += ofImage / 10;
        loss += from + i < 17 ? ofImage / 17 : 0;
      }
      assertThat(step.take(Examples.of(images, order, from, 10)))
          .isCloseTo(ofBatch, within(TOLERANCE));
    }
    assertThat(score.loss()).isCloseTo(loss, within(TOLERANCE));
    assertThat(score.examples()).isEqualTo(17);
  }

  private static MultiLayerNetwork network(
      String name, BatchNormImplementation implementation, Path file) throws Exception {
    NetworkKind kind = name.startsWith("simplenet") ? NetworkKind.SIMPLE_NET : NetworkKind.LE_NET;
    TrialConfig trial =
        io.github.bnlab.network.Trials.of(
            kind, implementation, Golden.convention(name.split("-")[1]), "pytorch", 1e-300);
    MultiLayerNetwork network = new MultiLayerNetwork(Networks.configuration(trial));
    network.init();
    ParameterFiles.assign(network, NpzFile.read(file), ParameterFiles.FINAL, file);
    return network;
  }

  private static TrainingStep step(MultiLayerNetwork network, StepKind kind) throws Exception {
    return kind == StepKind.PLANNED
        ? new EngineStep(network, TrainingEngine.compile(network, 1))
        : new Dl4jStep(network);
  }
}
