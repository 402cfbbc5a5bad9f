package io.github.bnlab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Variants and grids: which trials they give, what these are called, and what cannot be. */
class SweepTest {
  @TempDir Path folder;
  private ConfigurationText configuration;

  @BeforeEach
  void open() {
    configuration = new ConfigurationText(folder);
  }

  @Test
  void nothingVariedIsOneTrial() {
    Experiment experiment = configuration.read("network: LeNet");
    assertThat(experiment.name()).isEqualTo("c");
    assertThat(experiment.trials()).extracting(TrialConfig::trial).containsExactly("trial");
  }

  @Test
  void aGridIsTheProductOfItsAxesTheLastOneFastest() {
    Experiment experiment =
        configuration.read(
            "grid:\n  batchNorm.implementation: [none, custom]\n  training: {seed: [1, 2]}");
    assertThat(experiment.trials())
        .extracting(TrialConfig::trial)
        .containsExactly(
            "implementation-none_seed-1",
            "implementation-none_seed-2",
            "implementation-custom_seed-1",
            "implementation-custom_seed-2");
    TrialConfig last = experiment.trials().get(3);
    assertThat(last.batchNorm().implementation()).isEqualTo(BatchNormImplementation.CUSTOM);
    assertThat(last.training().seed()).isEqualTo(2);
  }

  @Test
  void variantsMultiplyTheGridAndTheirLabelsNameThem() {
    Experiment experiment =
        configuration.read(
            """
            variants:
              - label: plain
                training.learningRate: 0.9
              - network: LeNet
                training: {learningRate: 0.1}
              - {}
            grid:
              training.seed: [7]
            """);
    assertThat(experiment.trials())
        .extracting(TrialConfig::trial)
        .containsExactly("plain_seed-7", "network-LeNet_learningRate-0.1_seed-7", "base_seed-7");
  }

  @Test
  void aNameHasTheKeysOfAPartOneAfterTheOther() {
    assertThat(
            configuration.names(
                """
                variants:
                  - training.schedule.kind: step
                    batchNorm.groups: 1
                    training: {seed: 2, schedule.every: 3}
                """))
        .containsExactly("schedule-step_every-3_seed-2_groups-1");
  }

  @Test
  void theLabelOfTheFileComesFirst() {
    assertThat(configuration.names("label: mine\ngrid: {training.seed: [1, 2]}"))
        .containsExactly("mine_seed-1", "mine_seed-2");
    assertThat(configuration.names("label: mine")).containsExactly("mine");
    assertThat(configuration.names("grid: {training.seed: [-1, 1]}"))
        .containsExactly("seed-minus1", "seed-1");
  }

  @Test
  void keysWithTheSameLastWordAreWrittenOut() {
    assertThat(configuration.names("grid: {training.seed: [1], dataset.seed: [2]}"))
        .containsExactly("training.seed-1_dataset.seed-2");
  }

  @Test
  void listsMapsAndPathsMakeSafeNames() {
    assertThat(
            configuration.names(
                "network: LeNet\ngrid: {batchNorm.where: [all, [conv1], [conv1, dense2]]}"))
        .containsExactly("where-all", "where-conv1", "where-conv1+dense2");
    assertThat(configuration.names("grid: {initialWeights: [../a/b.npz, 'C:\\x y.npz']}"))
        .containsExactly("initialWeights-a-b.npz", "initialWeights-C-x-y.npz");
    assertThat(
            configuration.names(
                "grid: {batchNorm.convention: [torch, {like: torch, epsilon: 1e-3}]}"))
        .containsExactly("convention-torch", "convention-torch+1e-3");
    assertThat(configuration.names("grid: {dataset: [mnist, {images: a, labels: b, name: own}]}"))
        .containsExactly("dataset-mnist", "dataset-own");
  }

  @Test
  void namesThatWouldCollideAreNumbered() {
    assertThat(configuration.names("grid: {initialWeights: [a/b.npz, a-b.npz, A-B.npz]}"))
        .containsExactly(
            "initialWeights-a-b.npz", "initialWeights-a-b.npz-2", "initialWeights-A-B.npz-3");
  }

  @Test
  void longNamesAreCutAndStayDistinctAndTheSame() {
    String path = "x".repeat(150);
    String yaml = "grid: {initialWeights: [%1$s/1.npz, %1$s-1.npz, %1$s2.npz]}".formatted(path);
    var names = configuration.names(yaml);
    assertThat(names).doesNotHaveDuplicates().allMatch(SafeNames::isSafe);
    assertThat(names)
        .hasSize(3)
        .allSatisfy(name -> assertThat(name).hasSize(100).startsWith("initialWeights-xxx"));
    assertThat(configuration.names(yaml)).isEqualTo(names);
  }

  @Test
  void aVariantMayFixStepsWhereTheFileHasEpochs() {
    var trials =
        configuration.read("training: {epochs: 3}\nvariants: [{training.steps: 5}, {}]").trials();
    assertThat(trials.get(0).training().epochs()).isNull();
    assertThat(trials.get(0).training().steps()).isEqualTo(5);
    assertThat(trials.get(1).training().epochs()).isEqualTo(3);
  }

  @Test
  void manyTrialsHaveDistinctNamesAndTooManyAreRefused() {
    assertThat(configuration.names(grid(numbers(25), numbers(40))))
        .hasSize(1000)
        .doesNotHaveDuplicates();
    assertThat(configuration.error(grid(numbers(1000), numbers(101))))
        .isEqualTo("c.yaml: variants and grid give more than 100000 trials; split the experiment");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            "variants: []",
            ":1:11: variants is '[]'; expected a list of maps of settings, one per variant"),
        arguments(
            "variants: {label: a}",
            ":1:11: variants is '{label: a}'; expected a list of maps of settings, one per variant"),
        arguments(
            "variants: [3]", ":1:12: variants is '3'; expected a map of settings for each variant"),
        arguments(
            "variants: [{epochs: 3}]",
            ":1:13: unknown key 'epochs'; did you mean training.epochs?; known at the top: label,"
                + " backend, network, deepNet, dataset, fallback, dataType, initialWeights, batchNorm,"
                + " dropout, training, recording"),
        arguments(
            "variants: [{label: a}, {label: A, network: LeNet}]",
            ":1:24: variants: the label 'A' is given twice; upper and lower case count as the"
                + " same"),
        arguments(
            "variants: [{label: a}, {label: b}]",
            ": the trials a and b have the same settings; leave one of them out"),
        arguments(
            "grid: 3", ":1:7: grid is '3'; expected a map of keys, each with a list of values"),
        arguments(
            "grid: {training.seed: 3}",
            ":1:23: grid: training.seed is '3'; expected a list of values, such as [1, 2, 3]"),
        arguments(
            "grid: {training.seed: []}",
            ":1:23: grid: training.seed is '[]'; expected a list of values, such as [1, 2, 3]"),
        arguments("grid: {seed: [1]}", ":1:8: unknown key 'seed'; did you mean training.seed?"),
        arguments(
            "grid:\n  training.seed: [1, x]",
            ":2:22: training.seed is 'x'; expected a whole number"),
        arguments(
            "grid: {batchNorm.where: [dense1]}",
            ":1:26: batchNorm.where is 'dense1'; expected all or a list, such as [dense1]"),
        arguments(
            "grid: {training.seed: [1, 1]}",
            ": the trials seed-1 and seed-1-2 have the same settings; leave one of them out"),
        arguments(
            "grid: {training.seed: [1], training: {seed: [2]}}",
            ":1:39: grid: training.seed is given twice"),
        arguments(
            "grid: {training.steps: [1], training.epochs: [2]}",
            ":1:25: training.epochs is 2 and training.steps is 1; give only one of them"),
        arguments(
            "variants: [{training.seed: 1}]\ngrid: {training.seed: [1]}",
            ":1:28: training.seed is set by a variant and by the grid; leave one of them out"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatIsWrongWithASweep(String yaml, String message) {
    assertThat(configuration.error(yaml)).isEqualTo("c.yaml" + message);
  }

  @Test
  void aNumberWithoutAZeroInFrontKeepsItsPoint() {
    assertThat(configuration.names("grid: {training.learningRate: [.5, 5]}"))
        .containsExactly("learningRate-0.5", "learningRate-5");
  }

  @Test
  void aLabelIsAText() {
    assertThat(configuration.error("variants: [{label: null, network: LeNet}]"))
        .contains("label is 'null'; expected a text");
  }

  /** What stands for a map decides those of its keys that it gives or clears, and no others. */
  @Test
  void aShortFormAndOtherKeysOfItsMapMayVary() {
    assertThat(
            configuration.names(
                """
                variants: [{dataset.trainingExamples: 100}, {dataset.trainingExamples: 200}]
                grid: {dataset: [mnist, fashion-mnist]}
                """))
        .hasSize(4);
    assertThat(
            configuration.error(
                "variants: [{dataset: {images: a, labels: b, name: own}}]\ngrid: {dataset: [mnist]}"))
        .contains("dataset is set by a variant and by the grid");
  }

  private static String grid(String seeds, String sizes) {
    return "grid: {training.seed: [%s], training.batchSize: [%s]}".formatted(seeds, sizes);
  }

  private static String numbers(int count) {
    StringBuilder numbers = new StringBuilder("1");
    for (int i = 2; i <= count; i++) {
      numbers.append(", ").append(i);
    }
    return numbers.toString();
  }
}
