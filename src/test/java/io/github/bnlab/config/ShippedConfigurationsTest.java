package io.github.bnlab.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code configs/} ask what they say they ask. */
class ShippedConfigurationsTest {
  @TempDir Path folder;

  static List<Path> configurations() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("configs"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void everyTrialReadsBackAsItWasWritten(Path configuration) throws IOException {
    for (TrialConfig trial : read(configuration).trials()) {
      Path file = folder.resolve("trial.yaml");
      Files.writeString(file, TrialYaml.write(trial));
      Experiment again = read(file);
      assertThat(again.trials()).containsExactly(trial);
      assertThat(again.name()).isEqualTo(trial.experiment());
    }
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void startsWithItsQuestionAndItsCommand(Path configuration) throws IOException {
    String text = Files.readString(configuration);
    assertThat(text).startsWith("# ");
    assertThat(text.substring(0, text.indexOf("\n\n"))).contains("?");
    assertThat(text).contains("#   ./bnlab run " + configuration.toString().replace('\\', '/'));
    assertThat(read(configuration).description()).isNotEmpty();
  }

  @Test
  void quickstartComparesWithAndWithoutOnDataThatMayBeMadeUp() {
    Experiment experiment = read(Path.of("configs/quickstart.yaml"));
    assertThat(experiment.trials())
        .extracting(TrialConfig::trial)
        .containsExactly("implementation-none", "implementation-custom");
    assertThat(experiment.trials())
        .allMatch(trial -> trial.fallback() == TrialConfig.Fallback.SYNTHETIC_DIGITS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exercises/learning-rates",
        "exercises/placement",
        "exercises/dropout",
        "exercises/layer-norm",
        "exercises/implementations",
        "exercises/robustness",
        "exercises/depth",
        "exercises/ablation",
        "exercises/position",
        "exercises/initial-gamma",
        "exercises/batch-size",
        "exercises/ghost",
        "exercises/decay",
        "exercises/population",
        "mnist-convergence",
        "why"
      })
  void exercisesAskFromAtLeastFiveSeedsAndSayHowLongTheyTake(String name) throws IOException {
    Path file = Path.of("configs", name + ".yaml");
    List<TrialConfig> trials = read(file).trials();
    assertThat(trials.stream().map(trial -> trial.training().seed()).distinct())
        .hasSizeGreaterThanOrEqualTo(5);
    assertThat(Files.readString(file)).contains(trials.size() + " trials").contains("minutes");
  }

  @Test
  void placementTriesAllSubsetsOfThePlaces() {
    assertThat(
            read(Path.of("configs/exercises/placement.yaml")).trials().stream()
                .map(trial -> trial.batchNorm())
                .map(norm -> norm.implementation() + " " + norm.where())
                .distinct())
        .hasSize(16);
  }

  @Test
  void convergenceComparesBothNetworksFromTenSeeds() {
    Experiment experiment = read(Path.of("configs/mnist-convergence.yaml"));
    assertThat(experiment.trials()).hasSize(20);
    assertThat(experiment.trials())
        .allMatch(trial -> trial.batchNorm().convention().equals(BatchNormConventions.ARTICLE))
        .allMatch(trial -> trial.training().epochs() == 20)
        .allMatch(trial -> trial.training().batchSize() == 64)
        .allMatch(trial -> trial.training().learningRate() == 0.1)
        .allMatch(trial -> trial.fallback() == TrialConfig.Fallback.NONE);
    assertThat(experiment.trials().get(10).batchNorm().implementation())
        .isEqualTo(BatchNormImplementation.CUSTOM);
  }

  @Test
  void theConciseNetworkDiffersInTheImplementationOnly() {
    var custom = settings("configs/fashion-bn-lenet.yaml");
    var concise = settings("configs/fashion-bn-lenet-concise.yaml");
    assertThat(custom).containsEntry("batchNorm.implementation", "custom");
    assertThat(concise).containsEntry("batchNorm.implementation", "built-in");
    custom.remove("batchNorm.implementation");
    concise.remove("batchNorm.implementation");
    assertThat(concise).isEqualTo(custom).containsEntry("batchNorm.convention", "d2l");
  }

  @Test
  void fromPytorchTakesStepsInDoubleOverUnshuffledData() {
    TrialConfig trial = read(Path.of("configs/from-pytorch.yaml")).trials().get(0);
    assertThat(trial.dataType()).isEqualTo(TrialConfig.FloatType.DOUBLE);
    assertThat(trial.training().steps()).isEqualTo(100);
    assertThat(trial.training().epochs()).isNull();
    assertThat(trial.training().shuffle()).isFalse();
    assertThat(trial.initialWeights()).endsWith(".npz");
  }

  private static Map<String, String> settings(String file) {
    return TrialSettings.of(read(Path.of(file)).trials().get(0));
  }

  private static Experiment read(Path file) {
    return ExperimentReader.read(file, List.of());
  }
}
