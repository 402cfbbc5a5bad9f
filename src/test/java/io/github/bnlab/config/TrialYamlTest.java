package io.github.bnlab.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormConfig.Position;
import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import io.github.bnlab.config.BatchNormConvention.Removes;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial written out is the same trial when it is read. */
class TrialYamlTest {
  private static final int TRIALS = 500;
  private static final List<String> TEXTS =
      List.of(
          "a.npz",
          " spaces at both ends ",
          "null",
          "~",
          "3",
          "1e5",
          "true",
          "- x",
          "a: b # c",
          "'quoted' and \"quoted\"",
          "C:\\folder\\file",
          "two\nlines\n",
          "tab\tand\u0007nothing",
          "\u4e2d\u6587 \ud83d\ude00",
          "[a, b",
          "{a: b}",
          "&a *b !c %d @e `f",
          "x".repeat(300) + " " + "y".repeat(300));

  @TempDir Path folder;

  @Test
  void isCompleteAndInTheOrderOfTheRecords() {
    TrialConfig trial =
        new ConfigurationText(folder)
            .one("name: e\nlabel: t\ntraining: {steps: 7}\nnetwork: LeNet");
    assertThat(TrialYaml.write(trial))
        .isEqualTo(
            """
            name: e
            label: t
            backend: cpu
            network: LeNet
            dataset:
              name: mnist
              trainingExamples: 0
              validationExamples: 0
              testExamples: 0
              seed: 1
            fallback: none
            dataType: float
            initialWeights: pytorch
            batchNorm:
              implementation: none
              convention: d2l
              where:
              - conv1
              - conv2
              - dense1
              - dense2
              position: before-activation
              groups: 1
              groupStatistics: averaged
              inference: running
              biasBefore: true
            dropout:
              rate: 0.0
              after:
              - conv1
              - conv2
              - dense1
              - dense2
            training:
              batchSize: 128
              steps: 7
              learningRate: 0.1
              schedule:
                kind: constant
                factor: 0.5
                every: 1
              optimizer: sgd
              momentum: 0.0
              l2: 0.0
              clipping:
                kind: none
                threshold: 1.0
              seed: 1
              shuffle: true
              step: planned
              earlyStopping:
                watch: none
                patience: 5
              timeBudget: 0.0
            recording:
              model: true
              mistakes: true
              probes: true
              evaluations: 1
              trainingExamples: 0
              losses: 1
              measures: 0
              robustness: false
            """);
  }

  /** Records of other networks are as they were before there was a DeepNet. */
  @Test
  void hasTheShapeOfADeepNetAndOneWordForAllOfItsPlaces() {
    TrialConfig trial =
        new ConfigurationText(folder)
            .one(
                "{network: DeepNet, deepNet: {depth: 100}, dropout.after: [dense1, dense2]}",
                "deepNet.width=32");
    assertThat(TrialYaml.write(trial))
        .contains(
            "network: DeepNet\ndeepNet:\n  depth: 100\n  width: 32\n  activation: relu\n",
            "  where: all\n",
            "  after:\n  - dense1\n  - dense2\n");
    assertThat(trial.batchNorm().where()).hasSize(100).endsWith("dense99", "dense100");
  }

  @Test
  void anyTrialReadsBackExactly() {
    ConfigurationText configuration = new ConfigurationText(folder);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < TRIALS; i++) {
      TrialConfig trial = trial(random);
      String yaml = TrialYaml.write(trial);
      assertThat(configuration.one(yaml)).as(yaml).isEqualTo(trial);
    }
  }

  @Test
  void everyReferenceIsTheTrialThatItsSettingsGive() throws IOException {
    Path references = Path.of("results/reference");
    try (Stream<Path> files = Files.walk(references)) {
      // What PyTorch trained has a kind of step of its own.
      Path pytorch = references.resolve("pytorch");
      for (Path file :
          files.filter(f -> f.endsWith("trial.yaml") && !f.startsWith(pytorch)).toList()) {
        TrialConfig trial = ExperimentReader.read(file, List.of()).trials().get(0);
        assertThat(ExperimentReader.current(Files.readString(file)))
            .as(file.toString())
            .isEqualTo(TrialYaml.write(trial));
      }
    }
  }

  private static TrialConfig trial(SplittableRandom random) {
    NetworkKind network = any(random, NetworkKind.values());
    DeepNetConfig deepNet = network == NetworkKind.DEEP_NET ? deepNet(random) : null;
    List<String> places = network.places(deepNet);
    boolean biasBefore = random.nextBoolean();
    return new TrialConfig(
        "e" + random.nextInt(1000),
        "t_" + random.nextInt(1000) + "+x.y",
        any(random, TrialConfig.BackendKind.values()),
        network,
        deepNet,
        dataset(random),
        any(random, TrialConfig.Fallback.values()),
        any(random, TrialConfig.FloatType.values()),
        random.nextBoolean()
            ? any(random, TrialConfig.INITIAL_WEIGHTS)
            : any(random, TEXTS) + ".npz",
        new BatchNormConfig(
            any(random, BatchNormImplementation.NONE, BatchNormImplementation.CUSTOM),
            convention(random),
            any(random, List.of(places, List.of(any(random, places)))),
            biasBefore ? any(random, Position.values()) : Position.BEFORE_ACTIVATION,
            1,
            any(random, GroupStatistics.values()),
            any(random, InferenceStatistics.values()),
            biasBefore),
        new DropoutConfig(
            random.nextDouble(), any(random, List.of(places, List.of(any(random, places))))),
        training(random),
        new RecordingConfig(
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            1,
            random.nextInt(100_000),
            1 + random.nextInt(1000),
            random.nextInt(1000),
            false));
  }

  private static DeepNetConfig deepNet(SplittableRandom random) {
    return new DeepNetConfig(
        1 + random.nextInt(30),
        1 + random.nextInt(400),
        any(random, DeepNetConfig.Activation.values()));
  }

  private static DatasetConfig dataset(SplittableRandom random) {
    int count = random.nextInt(100_000);
    long seed = random.nextLong();
    if (random.nextBoolean()) {
      String name = any(random, DatasetConfig.CATALOG);
      return new DatasetConfig(name, null, null, null, null, count, 5, 6, seed);
    }
    String images = any(random, TEXTS);
    boolean tests = random.nextBoolean();
    return new DatasetConfig(
        any(random, TEXTS), images, "b", tests ? "c" : null, tests ? "d" : null, 0, 0, 0, seed);
  }

  private static BatchNormConvention convention(SplittableRandom random) {
    if (random.nextBoolean()) {
      return any(random, BatchNormConventions.D2L, BatchNormConventions.TORCH);
    }
    return new BatchNormConvention(
        any(random, TEXTS),
        number(random),
        random.nextDouble(),
        any(random, VarianceKind.values()),
        any(random, VarianceKind.values()),
        any(random, Count.values()),
        any(random, InitialGamma.values()),
        any(random, Removes.values()),
        random.nextBoolean());
  }

  private static TrainingConfig training(SplittableRandom random) {
    boolean epochs = random.nextBoolean();
    int length = 1 + random.nextInt(Integer.MAX_VALUE);
    return new TrainingConfig(
        2 + random.nextInt(1000),
        epochs ? length : null,
        epochs ? null : length,
        number(random),
        schedule(random),
        TrainingConfig.Optimizer.SGD,
        random.nextDouble(),
        number(random),
        new ClippingConfig(any(random, ClippingConfig.Kind.values()), number(random)),
        random.nextLong(),
        random.nextBoolean(),
        any(random, TrainingConfig.StepKind.values()),
        new EarlyStoppingConfig(
            random.nextBoolean()
                ? EarlyStoppingConfig.Watch.NONE
                : EarlyStoppingConfig.Watch.TRAINING_LOSS,
            1 + random.nextInt(9)),
        number(random));
  }

  private static ScheduleConfig schedule(SplittableRandom random) {
    ScheduleConfig.Kind kind = any(random, ScheduleConfig.Kind.values());
    double factor = kind == ScheduleConfig.Kind.RISING ? 1000 : 0.7;
    return new ScheduleConfig(kind, factor, 1 + random.nextInt(9));
  }

  /** From the smallest positive numbers to the largest. */
  private static double number(SplittableRandom random) {
    return Double.longBitsToDouble(1 + random.nextLong(0x7FEFFFFFFFFFFFFFL));
  }

  private static <T> T any(SplittableRandom random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  @SafeVarargs
  private static <T> T any(SplittableRandom random, T... values) {
    return values[random.nextInt(values.length)];
  }
}
