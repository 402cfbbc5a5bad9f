package io.github.bnlab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.TrialSettings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The defaults, and where effective settings are said to come from. */
class DefaultsTest {
  @TempDir Path folder;

  @Test
  void areThoseThatTheDocumentationNames() {
    TrialConfig trial = new ConfigurationText(folder).one("description: ''");
    assertThat(trial.network()).isEqualTo(NetworkKind.SIMPLE_NET);
    assertThat(trial.dataset())
        .isEqualTo(new DatasetConfig("mnist", null, null, null, null, 0, 0, 0, 1));
    assertThat(trial.fallback()).isEqualTo(TrialConfig.Fallback.NONE);
    assertThat(trial.backend()).isEqualTo(TrialConfig.BackendKind.CPU);
    assertThat(trial.dataType()).isEqualTo(TrialConfig.FloatType.FLOAT);
    assertThat(trial.initialWeights()).isEqualTo("pytorch");
    List<String> all = List.of("dense1", "dense2");
    assertThat(trial.batchNorm())
        .isEqualTo(
            new BatchNormConfig(BatchNormImplementation.NONE, BatchNormConventions.D2L, all));
    assertThat(trial.dropout()).isEqualTo(new DropoutConfig(0, all));
    assertThat(trial.training())
        .isEqualTo(
            new TrainingConfig(
                128,
                10,
                null,
                0.1,
                new ScheduleConfig(ScheduleConfig.Kind.CONSTANT, 0.5, 1),
                TrainingConfig.Optimizer.SGD,
                0,
                0,
                new ClippingConfig(ClippingConfig.Kind.NONE, 1),
                1,
                true,
                TrainingConfig.StepKind.PLANNED,
                new EarlyStoppingConfig(EarlyStoppingConfig.Watch.NONE, 5),
                0));
    assertThat(trial.recording())
        .isEqualTo(new RecordingConfig(true, true, true, 1, 0, 1, 0, false));
  }

  @Test
  void theNameThatSyntheticDigitsHadIsStillRead() {
    TrialConfig trial =
        new ConfigurationText(folder).one("{dataset: made-up-digits, fallback: made-up-digits}");
    assertThat(trial.dataset().name()).isEqualTo("synthetic-digits");
    assertThat(trial.fallback()).isEqualTo(TrialConfig.Fallback.SYNTHETIC_DIGITS);
  }

  @Test
  void oldNamesAreReadWithAHintAtEachPlace() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("old.yaml"),
            """
            dataset: made-up-digits
            training: {clipping: {kind: layer-norm, threshold: 2}}
            batchNorm.implementation: layer-norm
            variants:
              - {training.clipping: layer-norm}
            grid:
              fallback: [none, made-up-digits]
            """);
    List<String> overrides = List.of("training.clipping.kind=none,layer-norm");
    assertThat(
            ExperimentReader.hints(
                file, overrides, ExperimentReader.read(file, overrides).trials()))
        .containsExactly(
            file + ":1:10: made-up-digits is now called synthetic-digits",
            file + ":2:29: layer-norm is now called l2-per-layer",
            file + ":5:25: layer-norm is now called l2-per-layer",
            file + ":7:20: made-up-digits is now called synthetic-digits",
            "override training.clipping.kind=none,layer-norm: layer-norm is now called"
                + " l2-per-layer");
    assertThat(ExperimentReader.read(file, List.of()).trials())
        .hasSize(2)
        .allMatch(t -> t.training().clipping().kind() == ClippingConfig.Kind.L2_PER_LAYER)
        .allMatch(t -> t.batchNorm().implementation() == BatchNormImplementation.LAYER_NORM);
  }

  @ParameterizedTest
  @CsvSource({
    "training.clipping.threshold=0.5, training.clipping.kind=none, 'training.clipping.kind=none,value'",
    "training.schedule.factor=0.2, training.schedule.kind=constant, 'training.schedule.kind=constant,step'",
    "training.schedule.every=2, training.schedule.kind=constant, 'training.schedule.kind=constant,cosine'",
    "dataset.seed=2, dataset.name=mnist, fallback=synthetic-digits",
    "dataset.seed=2, dataset.name=mnist, 'dataset=mnist,synthetic-digits'",
    "training.earlyStopping.patience=2, training.earlyStopping.watch=none, 'training.earlyStopping.watch=none,training-loss'",
    "dropout.after=[dense1], dropout.rate=0, 'dropout.rate=0,0.5'",
    "batchNorm.groups=2, batchNorm.implementation=none, 'batchNorm.implementation=none,custom'"
  })
  void anOverrideThatNoTrialUsesGivesAHint(String override, String with, String usedByOne)
      throws IOException {
    assertNoEffect("SimpleNet", List.of(override), with, usedByOne);
  }

  @ParameterizedTest
  @CsvSource({
    "training.schedule.factor=0.2, training.schedule.kind=cosine, training.schedule.kind=step",
    "training.schedule.every=2, training.schedule.kind=exponential, training.schedule.kind=cosine",
    "batchNorm.convention.decay=0.5, batchNorm.implementation=layer-norm, batchNorm.implementation=custom",
    "batchNorm.convention.runningVariance=unbiased, batchNorm.implementation=layer-norm, batchNorm.implementation=custom",
    "batchNorm.convention.count=batch, batchNorm.convention.runningVariance=biased, batchNorm.convention.runningVariance=unbiased",
    "batchNorm.groupStatistics=pooled, batchNorm.groups=1, batchNorm.groups=2"
  })
  void anOverrideThatAnotherOneLeavesUnusedGivesAHint(String override, String with, String use)
      throws IOException {
    assertNoEffect("SimpleNetBN", List.of(override, with), with, use);
  }

  /** That the first override has no effect beside the others, and has one with {@code use}. */
  private void assertNoEffect(String network, List<String> overrides, String with, String use)
      throws IOException {
    Path file = Files.writeString(folder.resolve("file.yaml"), "network: " + network + "\n");
    String override = overrides.get(0);
    assertThat(hints(file, overrides.toArray(String[]::new)))
        .containsExactly("override " + override + ": it has no effect with " + with);
    assertThat(hints(file, override, use)).isEmpty();
  }

  private static List<String> hints(Path file, String... overrides) {
    List<String> all = List.of(overrides);
    return ExperimentReader.hints(file, all, ExperimentReader.read(file, all).trials());
  }

  @Test
  void noTrialHasTheNameOfAFileOfItsExperiment() {
    assertThatThrownBy(() -> new ConfigurationText(folder).one("label: report.html"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a file of that name");
  }

  @Test
  void noExperimentIsWrittenOverTheReferences() {
    assertThatThrownBy(() -> new ConfigurationText(folder).one("name: Reference"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds the results shipped with the program");
  }

  /** As a key, or by its name in a comment; in either case below its parent. */
  @Test
  void everyKeyIsWrittenOut() throws IOException {
    String defaults =
        Files.readString(Path.of("src/main/resources/io/github/bnlab/config/defaults.yaml"));
    Set<String> missing = new TreeSet<>();
    for (String key : ConfigurationText.keys()) {
      String text = defaults;
      String[] names = key.split("\\.");
      for (String parent : Arrays.asList(names).subList(0, names.length - 1)) {
        Matcher section =
            Pattern.compile("(?m)^( *)" + parent + ":.*(\\n(\\1 .*)?$)*").matcher(text);
        text = section.find() ? section.group() : "";
      }
      if (!text.matches("(?s).*\\b" + names[names.length - 1] + "\\b.*")) {
        missing.add(key);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everySettingSaysWhereItComesFrom() {
    List<Setting> settings =
        new ConfigurationText(folder)
            .explain(
                "network: BNLeNet\nbatchNorm:\n  convention: {like: torch, decay: 0.99}\n",
                "training.epochs=2")
            .settings();
    String file = folder.resolve("c.yaml").toString();
    assertThat(settings)
        .contains(
            new Setting("network", "LeNet", file + ":1:10"),
            new Setting("batchNorm.implementation", "custom", file + ":1:10"),
            new Setting("batchNorm.convention.decay", "0.99", file + ":3:36"),
            new Setting("batchNorm.convention.epsilon", "1.0E-5", "convention torch"),
            new Setting("training.epochs", "2", "override training.epochs=2"),
            new Setting("training.batchSize", "128", "default"));
    assertThat(ConfigurationText.keys())
        .containsSubsequence(settings.stream().map(Setting::key).toList());
    assertThat(settings).extracting(Setting::key).doesNotHaveDuplicates();
  }

  @Test
  void aTrialsSettingsAreFlatTexts() {
    TrialConfig trial = new ConfigurationText(folder).one("network: LeNet");
    assertThat(TrialSettings.of(trial))
        .containsEntry("network", "LeNet")
        .containsEntry("batchNorm.convention", "d2l")
        .containsEntry("batchNorm.convention.runningVariance", "biased")
        .containsEntry("batchNorm.where", "all")
        .containsEntry("training.schedule.kind", "constant")
        .doesNotContainKeys("experiment", "trial", "training.steps");
  }
}
