package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.RealData;
import io.github.bnlab.engine.TrainingEngine;
import io.github.bnlab.engine.UnsupportedLayerException;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.golden.Golden;
import io.github.bnlab.network.Networks;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.ParameterFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whole trainings in double, by DL4J's own fit and by the engine, against PyTorch. */
@Tag("long")
class GoldenTrainingTest {
  /**
   * Rounding, 1e-16, grows by a factor of ten or so in a hundred steps; a wrong convention in the
   * tenth decimal of one step is seen.
   */
  private static final double TOLERANCE = 1e-10;

  private record Images(ImageSet training, ImageSet test) {}

  private static final Map<String, Images> DATA_SETS = new HashMap<>();

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
    Path file = file(name);
    Map<String, INDArray> golden = Golden.arrays(file);
    int training = (int) golden.get("losses").length() * batch;
    Images images = images(name, golden, training, (int) golden.get("logits").size(0));
    for (StepKind kind : StepKind.values()) {
      TrialConfig trial = trial(name, learningRate, implementation, file);
      MultiLayerNetwork network = Networks.build(trial);
      String label = name + ", " + kind;
      TrainingStep step = step(network, kind);
      train(label, step, golden.get("losses"), images.training(), batch);
      requireParameters(label, step.network(), golden);
      assertThat(Golden.difference(golden.get("logits"), logits(network, images.test())))
          .as("%s, logits", label)
          .isLessThan(TOLERANCE);
    }
  }

  /** The file of a case; skips the test where it is not there. */
  private static Path file(String name) {
    if (name.endsWith("-made-up")) {
      return Golden.path("networks/" + name + ".npz");
    }
    Path file =
        RealData.folderOrSkip()
            .toAbsolutePath()
            .normalize()
            .resolveSibling("golden")
            .resolve("networks")
            .resolve(name + ".npz");
    Assumptions.assumeTrue(
        Files.isRegularFile(file), "reference values " + name + " are not beside the data");
    return file;
  }

  /** Those of a made-up case are stored with it; the others are the first of a data set. */
  private static Images images(String name, Map<String, INDArray> golden, int training, int test) {
    if (!name.endsWith("-made-up")) {
      String set = name.endsWith("-mnist") ? "mnist" : "fashion-mnist";
      Images all = DATA_SETS.computeIfAbsent(set, GoldenTrainingTest::read);
      return new Images(all.training().first(training), all.test().first(test));
    }
    ImageSet all = Golden.images(golden);
    int length = ImageSet.PIXELS;
    byte[] pixels = Arrays.copyOfRange(all.pixels(), training * length, all.pixels().length);
    byte[] labels = Arrays.copyOfRange(all.labels(), training, all.size());
    return new Images(all.first(training), new ImageSet(pixels, labels));
  }

  private static Images read(String set) {
    return new Images(read(set, "train"), read(set, "t10k"));
  }

  private static ImageSet read(String set, String split) {
    Path folder = RealData.folderOrSkip().resolve(set);
    Path images = folder.resolve(split + "-images-idx3-ubyte.gz");
    Path labels = folder.resolve(split + "-labels-idx1-ubyte.gz");
    Assumptions.assumeTrue(Files.isRegularFile(images), "no data file " + images);
    return DatasetLoader.read(images, labels);
  }

  private static TrainingStep step(MultiLayerNetwork network, StepKind kind)
      throws UnsupportedLayerException {
    return kind == StepKind.PLANNED
        ? new EngineStep(network, TrainingEngine.compile(network, 1))
        : new Dl4jStep(network);
  }

  private static void train(
      String label, TrainingStep step, INDArray losses, ImageSet images, int batch) {
    for (int t = 0; t < losses.length(); t++) {
      Batch examples = Examples.inOrder(images, t * batch, batch);
      assertThat(Math.abs(step.take(examples) - losses.getDouble(t)))
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

  private static INDArray logits(MultiLayerNetwork network, ImageSet images) {
    double[] values = new double[images.size() * ImageSet.PIXELS];
    Arrays.setAll(values, i -> (images.pixels()[i] & 0xff) / 255.0);
    INDArray features = Nd4j.createFromArray(values).reshape(images.size(), ImageSet.PIXELS);
    List<INDArray> activations = network.feedForward(features, false);
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
