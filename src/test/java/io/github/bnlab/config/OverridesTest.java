package io.github.bnlab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code key=value} on the command line: it wins over all that the file says. */
class OverridesTest {
  private static final String GRID =
      "grid: {batchNorm.implementation: [none, custom], training.seed: [1, 2]}";
  private static final String VARIANTS =
      "variants: [{batchNorm.implementation: custom, training.epochs: 5}, {network: LeNet}]";

  @TempDir Path folder;
  private ConfigurationText configuration;

  @BeforeEach
  void open() {
    configuration = new ConfigurationText(folder);
  }

  @Test
  void aValueWinsOverTheFileAndALaterOneOverAnEarlierOne() {
    TrialConfig trial =
        configuration.one(
            "training: {epochs: 3, batchSize: 7}", "training.epochs=4", "training.epochs=5");
    assertThat(trial.training().epochs()).isEqualTo(5);
    assertThat(trial.training().batchSize()).isEqualTo(7);
  }

  /** A search takes it for hours. */
  @Test
  void aFileThatIsReadOnceMayChange() throws IOException {
    Path file = Files.writeString(folder.resolve("once.yaml"), "training.epochs: 3");
    var once = ExperimentReader.once(file);
    Files.writeString(file, "training.epochs: 4");
    assertThat(once.apply(List.of("training.seed=7")).trials().get(0).training().epochs())
        .isEqualTo(3);
  }

  @Test
  void stepsWinOverTheEpochsOfTheFileAndTheReverse() {
    TrainingConfig steps = configuration.one("training.epochs: 3", "training.steps=9").training();
    assertThat(steps.epochs()).isNull();
    assertThat(steps.steps()).isEqualTo(9);
    TrainingConfig epochs = configuration.one("training.steps: 3", "training.epochs=9").training();
    assertThat(epochs.steps()).isNull();
    assertThat(configuration.names("grid: {training.epochs: [1, 2]}", "training.steps=9"))
        .containsExactly("trial");
  }

  @Test
  void aMapIsMergedAndANameReplaces() {
    String yaml = "training.schedule: {kind: step, every: 4}\nbatchNorm.convention.epsilon: 1e-3";
    TrialConfig trial =
        configuration.one(yaml, "training.schedule={factor: 0.25}", "batchNorm.convention=torch");
    assertThat(trial.training().schedule())
        .isEqualTo(new ScheduleConfig(ScheduleConfig.Kind.STEP, 0.25, 4));
    assertThat(trial.batchNorm().convention()).isEqualTo(BatchNormConventions.TORCH);
  }

  @Test
  void aNamedDataSetTakesThePlaceOfOwnFilesAndKeepsTheCounts() {
    DatasetConfig dataset =
        configuration
            .one("dataset: {images: a, labels: b, trainingExamples: 9}", "dataset=fashion-mnist")
            .dataset();
    assertThat(dataset)
        .isEqualTo(new DatasetConfig("fashion-mnist", null, null, null, null, 9, 0, 0, 1));
  }

  @Test
  void ownFilesAreCalledByTheirNameUnlessItIsGiven() {
    assertThat(
            configuration
                .one("dataset: mnist", "dataset.images=my/digits-idx3.gz", "dataset.labels=l")
                .dataset()
                .name())
        .isEqualTo("digits-idx3");
    assertThat(configuration.one("dataset: {images: a, labels: b, name: own}").dataset().name())
        .isEqualTo("own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"training.seed=[3,4]", "training.seed=3,4", "training.seed=3, 4"})
  void severalValuesSweepAndReplaceTheGridsValues(String override) {
    assertThat(configuration.names(GRID, override))
        .containsExactly(
            "implementation-none_seed-3",
            "implementation-none_seed-4",
            "implementation-custom_seed-3",
            "implementation-custom_seed-4");
    assertThat(configuration.names("network: LeNet", override)).containsExactly("seed-3", "seed-4");
  }

  @Test
  void aSingleValueRemovesTheAxis() {
    Experiment experiment = configuration.read(GRID, "training.seed=5");
    assertThat(experiment.trials())
        .extracting(TrialConfig::trial)
        .containsExactly("implementation-none", "implementation-custom");
    assertThat(experiment.trials()).allMatch(trial -> trial.training().seed() == 5);
  }

  @Test
  void anEmptyMapDecidesNothing() {
    assertThat(configuration.names(GRID, "training={}")).isEqualTo(configuration.names(GRID));
    assertThat(configuration.names(VARIANTS, "training={}", "batchNorm={}"))
        .isEqualTo(configuration.names(VARIANTS));
  }

  @Test
  void aSweepAndThenAValueIsTheValueAndTheReverse() {
    assertThat(configuration.names(GRID, "training.seed=[3,4]", "training.seed=5")).hasSize(2);
    assertThat(configuration.names(GRID, "training.seed=5", "training.seed=[3,4]")).hasSize(4);
  }

  /** Whichever of the two is written in the short form. */
  @Test
  void aValueReplacesTheAxisThatItDecides() {
    String grid = "grid: {dataset: [mnist, fashion-mnist]}";
    assertThat(configuration.names(grid, "dataset.name=synthetic-digits")).containsExactly("trial");
    assertThat(configuration.names(grid, "dataset.name=mnist,fashion-mnist"))
        .containsExactly("dataset-mnist", "dataset-fashion-mnist");
    assertThat(configuration.names("grid: {dataset.name: [mnist]}", "dataset=synthetic-digits"))
        .containsExactly("trial");
  }

  @Test
  void aSweepOverMapsDecidesTheKeysOfAllOfThem() {
    assertThat(
            configuration
                .read(
                    "variants: [{training.schedule.every: 3}, {training.batchSize: 7}]",
                    "training.schedule.every=2",
                    "training.schedule=[{kind: cosine}, {kind: step, every: 4}]")
                .trials())
        .extracting(trial -> trial.training().schedule())
        .contains(new ScheduleConfig(ScheduleConfig.Kind.STEP, 0.5, 4))
        .noneMatch(schedule -> schedule.every() == 2 || schedule.every() == 3);
  }

  @Test
  void variantsLoseWhatIsOverriddenAndTrialsThatNoLongerDifferAreRunOnce() {
    assertThat(configuration.names(VARIANTS, "training.epochs=1"))
        .containsExactly("implementation-custom", "network-LeNet");
    assertThat(
            configuration.names(
                VARIANTS,
                "training.epochs=1",
                "batchNorm.implementation=none",
                "network=SimpleNet"))
        .containsExactly("trial");
  }

  @Test
  void aKeyBelowASweptOneIsChangedInAllItsValues() {
    Experiment experiment =
        configuration.read(
            "grid: {batchNorm.convention: [torch, d2l]}", "batchNorm.convention.epsilon=1e-3");
    assertThat(experiment.trials())
        .extracting(trial -> trial.batchNorm().convention().name())
        .containsExactly("torch with epsilon 0.001", "d2l with epsilon 0.001");
  }

  @Test
  void listsOfPlacesAreValuesAndListsOfListsAreSweeps() {
    assertThat(
            configuration
                .one("network: LeNet", "batchNorm.where=[conv1,dense1]")
                .batchNorm()
                .where())
        .containsExactly("conv1", "dense1");
    assertThat(configuration.names("network: LeNet", "batchNorm.where=[[conv1],[conv2]]"))
        .containsExactly("where-conv1", "where-conv2");
    assertThat(configuration.names("network: LeNet", "batchNorm.where=[all,[conv2]]"))
        .containsExactly("where-all", "where-conv2");
    assertThat(configuration.names("network: LeNet", "batchNorm.where=all"))
        .containsExactly("trial");
  }

  @Test
  void nameLabelAndDescriptionAreTextsAsTheyStand() {
    Experiment experiment =
        configuration.read("name: a", "name=b", "label=c", "description=one, two: [three");
    assertThat(experiment.name()).isEqualTo("b");
    assertThat(experiment.description()).isEqualTo("one, two: [three");
    assertThat(experiment.trials()).extracting(TrialConfig::trial).containsExactly("c");
  }

  @Test
  void quotedTextsWithCommasAndValuesWithEqualsSignsAreSingleValues() {
    assertThat(configuration.one("network: LeNet", "initialWeights='a,b.npz'").initialWeights())
        .isEqualTo("a,b.npz");
    assertThat(configuration.one("network: LeNet", "initialWeights=a=b.npz").initialWeights())
        .isEqualTo("a=b.npz");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("training.epochs", "expected KEY=VALUE, such as training.epochs=2"),
        arguments("=2", "expected KEY=VALUE, such as training.epochs=2"),
        arguments(
            "trainin.epochs=1", "unknown key 'trainin.epochs'; did you mean training.epochs=1?"),
        arguments("epochs=1", "unknown key 'epochs'; did you mean training.epochs=1?"),
        arguments(
            "batchNorm.convention.momentum=0.1",
            "unknown key 'batchNorm.convention.momentum'; batchNorm.convention.decay is 1 - momentum"),
        arguments(
            "dropout.where=all", "unknown key 'dropout.where'; did you mean dropout.after=all?"),
        arguments(
            "batchNorm.convention.epsilo=1",
            "unknown key 'batchNorm.convention.epsilo'; did you mean batchNorm.convention.epsilon=1?"),
        arguments(
            "training.weight_decay=1",
            "unknown key 'training.weight_decay'; did you mean training.l2=1?"),
        arguments("training.=1", "unknown key 'training.'; did you mean training?"),
        arguments("training.epochs=x", "training.epochs is 'x'; expected a whole number"),
        arguments("training.epochs=0", "training.epochs is 0; it must be at least 1"),
        arguments("training.epochs=[1,x]", "training.epochs is 'x'; expected a whole number"),
        arguments("training.epochs=1,,2", noValue("training.epochs")),
        arguments("training.seed=", noValue("training.seed")),
        arguments("training.seed=[]", "training.seed is an empty list; give it a value"),
        arguments("training.seed=[1", "not valid YAML: expected ',' or ']', but got <stream end>"),
        arguments(
            "training={seed: 1, sed: 2}",
            "unknown key 'training.sed'; did you mean training.seed?; known below training:"
                + " batchSize, epochs, steps, learningRate, schedule, optimizer, momentum, l2,"
                + " clipping, seed, shuffle, step, earlyStopping, timeBudget"),
        arguments(
            "grid.training.seed=[1]",
            "grid.training.seed cannot be overridden as such; write \"KEY=[VALUE,VALUE]\" to sweep over"
                + " a setting"),
        arguments(
            "batchNorm.where=conv1,dense1",
            "write the list of places in brackets: \"batchNorm.where=[conv1,dense1]\""),
        arguments(
            "batchNorm.where=[conv1],[dense1]",
            "write several lists in brackets: \"batchNorm.where=[[conv1],[dense1]]\""),
        arguments("name=CON", "name is 'CON'; it must be another name: Windows reserves this one"),
        arguments(
            "name=reference",
            "name is 'reference'; it must be another name: results/reference holds the results"
                + " shipped with the program"),
        arguments(
            "batchNorm.where=[conv9]",
            "batchNorm.where names 'conv9'; the places of LeNet are conv1, conv2, dense1, dense2;"
                + " did you mean conv1?"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhichOverrideIsWrong(String override, String message) {
    assertThat(configuration.error("network: LeNet", override))
        .isEqualTo("override " + override + ": " + message);
  }

  @Test
  void epochsAndStepsTogetherAreRefused() {
    assertThat(configuration.error("network: LeNet", "training.epochs=2", "training.steps=3"))
        .isEqualTo(
            "override training.steps=3: training.epochs is 2 and training.steps is 3; give only one"
                + " of them");
  }

  private static String noValue(String key) {
    return key + " has no value; give it a value, or remove the key";
  }
}
