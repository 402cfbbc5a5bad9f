package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.dataset.DataLocations;
import io.github.bnlab.dataset.DataStore;
import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.dataset.ImageFile;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.TrainedRun.Prediction;
import io.github.bnlab.experiment.TrainedRun.RunEvaluation;
import io.github.bnlab.experiment.TrainedRun.TestImages;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.ConfusionRow;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.rows.Rows.MistakeRow;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainedRunTest {
  private static final int SIDE = 28;

  @TempDir private Path folder;

  private final List<String> notices = new ArrayList<>();
  private final DataSource data =
      new DatasetLoader(new DataStore(DataLocations.ofUser(Optional.empty())))::load;

  private Path trained(String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "name=tiny",
                "label=trial",
                "dataset=synthetic-digits",
                "dataset.trainingExamples=300",
                "dataset.testExamples=260",
                "training.seed=1"));
    if (Stream.of(overrides).noneMatch(o -> o.startsWith("training.steps"))) {
      all.add("training.epochs=1");
    }
    all.addAll(List.of(overrides));
    try {
      Path file = Files.writeString(folder.resolve("tiny.yaml"), "network: SimpleNetBN\n");
      Experiment experiment = ExperimentReader.read(file, all);
      RunOptions options = new RunOptions(folder, data, Earlier.RERUN, new StopSignal(), 1);
      return Experiments.run(experiment, options, new TrialListener() {}).get(0).directory();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two chunks of images, both types, both kinds of step, all kinds of normalization. */
  @ParameterizedTest
  @CsvSource({
    "SimpleNet, custom, float, planned",
    "SimpleNet, layer-norm, double, planned",
    "LeNet, built-in, float, planned",
    "LeNet, none, float, planned",
    "SimpleNet, custom, float, dl4j",
  })
  void resultsEqualTheRecordsToTheLastDigit(
      String network, String normalization, String type, String step) throws IOException {
    Path run =
        trained(
            "network=" + network,
            "batchNorm.implementation=" + normalization,
            "dataType=" + type,
            "training.step=" + step);
    RunReader records = new RunReader(run);
    EpochRow last = records.rows(RunTable.EPOCHS).get(1);
    FloatType number = FloatType.valueOf(type.toUpperCase(Locale.ROOT));

    TrainedRun trainedRun = TrainedRun.open(run, data, notices::add);
    RunEvaluation result = trainedRun.evaluate(trainedRun.ownImages(), null);

    assertThat(RunTable.text(result.loss(), number))
        .isEqualTo(RunTable.text(last.testLoss(), number));
    assertThat(result.loss()).isEqualTo(last.testLoss());
    assertThat(result.accuracy()).isEqualTo(last.testAccuracy());
    assertThat(result.examples()).isEqualTo(260);
    int right = 0;
    for (ConfusionRow row : records.rows(RunTable.CONFUSION)) {
      assertThat(result.confusion()[row.label()][row.predicted()]).isEqualTo(row.count());
      right += row.label() == row.predicted() ? row.count() : 0;
    }
    double ofClasses =
        result.classes().stream().mapToDouble(each -> each.accuracy() * each.examples()).sum();
    assertThat(ofClasses).isCloseTo(right, within(1e-9));
    assertThat(notices).isEmpty();

    List<MistakeRow> mistakes = records.rows(RunTable.MISTAKES);
    assertThat(mistakes).hasSizeGreaterThan(3);
    List<ImageFile> images = new ArrayList<>();
    for (MistakeRow mistake : mistakes) {
      images.add(ImageFile.read(png(mistake.pixels(), images.size() % 2 == 1)));
    }
    List<Prediction> predictions = trainedRun.predict(images, null);
    for (int i = 0; i < mistakes.size(); i++) {
      MistakeRow mistake = mistakes.get(i);
      Prediction prediction = predictions.get(i);
      assertThat(prediction.inverted()).isEqualTo(i % 2 == 1);
      // BLAS adds in an order that depends on how many images it is given; the engine does not.
      double tolerance = step.equals("dl4j") ? 1e-6 : 0;
      assertThat(prediction.classes()).hasSize(10);
      assertThat(prediction.classes().get(0).name()).isEqualTo(mistake.predicted() + "");
      assertThat(probability(prediction, mistake.predicted()))
          .isCloseTo(mistake.probability(), within(tolerance));
      assertThat(probability(prediction, mistake.label()))
          .isCloseTo(mistake.labelProbability(), within(tolerance));
    }
  }

  private static double probability(Prediction prediction, int digit) {
    return prediction.classes().stream()
        .filter(answer -> answer.name().equals(digit + ""))
        .findFirst()
        .orElseThrow()
        .probability();
  }

  @ParameterizedTest
  @CsvSource({"population, planned", "population, dl4j", "batch, planned", "batch, dl4j"})
  void otherStatisticsGiveTheNumbersOfARunThatIsEvaluatedByThem(String name, String step)
      throws IOException {
    InferenceStatistics statistics = InferenceStatistics.valueOf(name.toUpperCase(Locale.ROOT));
    String kind = "training.step=" + step;
    TrainedRun running = TrainedRun.open(trained(kind), data, notices::add);
    Path otherRun = trained(kind, "name=other", "batchNorm.inference=" + name);
    TrainedRun other = TrainedRun.open(otherRun, data, notices::add);
    double recorded = new RunReader(otherRun).rows(RunTable.EPOCHS).get(1).testLoss();
    TestImages images = running.ownImages();

    double byRunning = running.evaluate(images, null).loss();
    assertThat(byRunning).isNotEqualTo(recorded);
    assertThat(running.evaluate(images, statistics).loss()).isEqualTo(recorded);
    assertThat(other.evaluate(images, null).loss()).isEqualTo(recorded);
    assertThat(other.evaluate(images, InferenceStatistics.RUNNING).loss()).isEqualTo(byRunning);

    List<ImageFile> files = List.of(ImageFile.read(png(new byte[SIDE * SIDE], false)));
    if (statistics == InferenceStatistics.BATCH) {
      assertThatThrownBy(() -> other.predict(files, null))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("pass --inference running or --inference population");
    } else {
      assertThat(other.predict(files, null))
          .isEqualTo(running.predict(files, statistics))
          .isNotEqualTo(running.predict(files, null));
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void aNetworkWithoutBatchNormalizationHasNoOtherStatistics() {
    TrainedRun trained = TrainedRun.open(trained("network=SimpleNet"), data, notices::add);
    TestImages images = trained.ownImages();
    InferenceStatistics population = InferenceStatistics.POPULATION;
    assertThatThrownBy(() -> trained.evaluate(images, population))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--inference is population, but the network in")
        .hasMessageContaining("has no batch normalization");
  }

  /** Such a training never comes to its last batch. */
  @Test
  void statisticsOfAllTrainingImagesNeedBatchesThatHaveSome() {
    Path run =
        trained(
            "training.batchSize=50",
            "training.steps=2",
            "batchNorm.groups=5",
            "dataset.trainingExamples=103");
    TrainedRun trained = TrainedRun.open(run, data, notices::add);
    TestImages images = trained.ownImages();
    assertThatThrownBy(() -> trained.evaluate(images, InferenceStatistics.POPULATION))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("--inference population is not possible for " + run)
        .hasMessageContaining("pass --inference running: batchNorm.groups is 5")
        .hasMessageContaining("set dataset.trainingExamples to 100");
  }

  @Test
  void otherImagesAreThoseOfADataSetOrOfFiles() throws IOException {
    Path run = trained();
    TrainedRun trained = TrainedRun.open(run, data, notices::add);
    TestImages own = trained.ownImages();
    assertThat(trained.imagesOf("synthetic-digits").images().first(260).pixels())
        .isEqualTo(own.images().pixels());

    Path images = idx("images", 0x803, own.images().pixels(), 260, SIDE, SIDE);
    Path labels = idx("labels", 0x801, own.images().labels(), 260);
    RunEvaluation ofFiles = trained.evaluate(trained.imagesIn(images, labels), null);
    RunEvaluation ofRun = trained.evaluate(own, null);
    assertThat(ofFiles).usingRecursiveComparison().ignoringFields("dataSet").isEqualTo(ofRun);
    assertThat(ofFiles.dataSet()).isEqualTo(images.toString());
    assertThat(notices).isEmpty();
  }

  @Test
  void otherClassesAreSaid() {
    TrainedRun trained = TrainedRun.open(trained(), data, notices::add);
    TestImages own = trained.ownImages();
    List<String> clothes = new ArrayList<>(own.classes());
    clothes.set(0, "Coat");
    trained.evaluate(new TestImages("clothes", own.images(), clothes), null);
    assertThat(notices).singleElement().asString().contains("other classes");
  }

  @Test
  void aStandInIsDrawnAgain() throws IOException {
    Path run = trained();
    Path status = run.resolve("status.json");
    Files.writeString(
        status, Files.readString(status).replace("\"stand_in\": false", "\"stand_in\": true"));
    Path yaml = run.resolve("trial.yaml");
    Files.writeString(yaml, Files.readString(yaml).replace("synthetic-digits", "mnist"));
    TrainedRun trained = TrainedRun.open(run, data, notices::add);
    RunEvaluation result = trained.evaluate(trained.ownImages(), null);
    assertThat(result.loss()).isEqualTo(new RunReader(run).rows(RunTable.EPOCHS).get(1).testLoss());
  }

  @Test
  void whatHoldsNoTrainedNetworkIsSaid() throws IOException {
    refused(folder.resolve("nothing"), "is not a folder");
    refused(folder, "holds no run");
    Path untrained = trained("recording.model=false");
    refused(untrained, "parameters.npz", "recording.model", "delete its folder and repeat");
    refused(
        untrained.getParent(),
        "holds trials, not one run; name one of them, such as ",
        untrained.toString());
    Path status = untrained.resolve("status.json");
    Files.writeString(status, Files.readString(status).replace("\"finished\"", "\"interrupted\""));
    refused(untrained, "unfinished", "interrupted");
    Files.writeString(status, "{");
    refused(untrained, "status.json");
    Files.delete(status);
    refused(untrained, "unfinished");
    Files.createDirectory(folder.resolve(".going-on.partial"));
    refused(folder.resolve("going-on"), "is not finished");
  }

  @Test
  void aNetworkOfOtherSettingsIsRefused() throws IOException {
    Path run = trained();
    Path yaml = run.resolve("trial.yaml");
    Files.writeString(
        yaml, Files.readString(yaml).replace("implementation: custom", "implementation: none"));
    TrainedRun trained = TrainedRun.open(run, data, notices::add);
    TestImages images = trained.ownImages();
    assertThatThrownBy(() -> trained.evaluate(images, null))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("parameters.npz");
  }

  private static void refused(Path run, String... words) {
    assertThatThrownBy(() -> TrainedRun.open(run, null, line -> {}))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(words)
        .hasMessageContaining(run.toString());
  }

  private Path idx(String name, int magic, byte[] content, int... shape) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + content.length).putInt(magic);
    for (int size : shape) {
      bytes.putInt(size);
    }
    return Files.write(folder.resolve(name), bytes.put(content).array());
  }

  private Path png(byte[] pixels, boolean dark) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      int value = pixels[i] & 0xff;
      image.getRaster().setSample(i % SIDE, i / SIDE, 0, dark ? 255 - value : value);
    }
    Path file = folder.resolve("image.png");
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageIO.write(image, "png", out);
    }
    return file;
  }
}
