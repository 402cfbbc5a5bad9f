package io.github.bnlab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the records reject, as a file's reader puts it, and what they just accept. */
class SettingRangesTest {
  @TempDir Path folder;

  static Stream<Arguments> outOfRange() {
    return Stream.of(
        arguments(
            "training: {batchSize: 0}",
            "1:23: training.batchSize is 0; it must be at least 1 example"),
        arguments(
            "training: {learningRate: -1}",
            "1:26: training.learningRate is -1.0; it must be greater than 0 and finite"),
        arguments(
            "training: {learningRate: .inf}",
            "1:26: training.learningRate is Infinity; it must be greater than 0 and finite"),
        arguments(
            "training: {learningRate: .nan}",
            "1:26: training.learningRate is NaN; it must be greater than 0 and finite"),
        arguments("training: {epochs: 0}", "1:20: training.epochs is 0; it must be at least 1"),
        arguments("training: {steps: 0}", "1:19: training.steps is 0; it must be at least 1"),
        arguments(
            "training: {epochs: 1, steps: 2}",
            "1:30: training.epochs is 1 and training.steps is 2; give only one of them"),
        arguments(
            "training: {momentum: 1}", "1:22: training.momentum is 1.0; it must lie in [0, 1)"),
        arguments(
            "training: {optimizer: adam, momentum: .9}",
            "1:39: training.momentum is 0.9; it must be 0 with training.optimizer adam, which has"
                + " no such momentum"),
        arguments(
            "training: {l2: -1}", "1:16: training.l2 is -1.0; it must be at least 0 and finite"),
        arguments(
            "training: {schedule: {kind: step, factor: 2}}",
            "1:43: training.schedule.factor is 2.0; it must lie in (0, 1]"),
        arguments(
            "training: {schedule: {every: 0}}",
            "1:30: training.schedule.every is 0; it must be at least 1"),
        arguments(
            "training: {schedule: {kind: rising, factor: 1}}",
            "1:45: training.schedule.factor is 1.0; it must be finite and greater than 1 with"
                + " training.schedule.kind rising"),
        arguments(
            "training: {clipping: {threshold: 0}}",
            "1:34: training.clipping.threshold is 0.0; it must be greater than 0 and finite"),
        arguments(
            "training: {earlyStopping: {patience: 0}}",
            "1:38: training.earlyStopping.patience is 0; it must be at least 1 epoch"),
        arguments(
            "training: {earlyStopping: validation-loss}",
            "1:27: training.earlyStopping.watch is 'validation-loss'; it must be none or"
                + " training-loss unless dataset.validationExamples holds examples out"),
        arguments(
            "training: {timeBudget: -1}",
            "1:24: training.timeBudget is -1.0; it must be a number of seconds, or 0 for none"),
        arguments(
            "recording: {evaluations: 0}",
            "1:26: recording.evaluations is 0; it must be at least 1 epoch, which evaluates after"
                + " all"),
        arguments(
            "{training: {earlyStopping: training-loss}, recording: {evaluations: 2}}",
            "1:69: recording.evaluations is 2; it must be 1 with training.earlyStopping.watch"
                + " training-loss, which compares the loss after every epoch"),
        arguments(
            "recording: {trainingExamples: -1}",
            "1:31: recording.trainingExamples is -1; it must be at least 0, which means none"),
        arguments(
            "recording: {measures: -1}",
            "1:23: recording.measures is -1; it must be at least 0 steps, which means never"),
        arguments("dropout: {rate: 1}", "1:17: dropout.rate is 1.0; it must lie in [0, 1)"),
        arguments(
            "dropout: {rate: 0.5, after: []}",
            "1:29: dropout.after is []; it must name a place; for a network without dropout set"
                + " dropout.rate to 0"),
        arguments(
            "dataset: {trainingExamples: -1}",
            "1:29: dataset.trainingExamples is -1; it must be at least 0, which means all"),
        arguments(
            "dataset: {validationExamples: -1}",
            "1:31: dataset.validationExamples is -1; it must be at least 0"),
        arguments(
            "dataset: {testExamples: -1}",
            "1:25: dataset.testExamples is -1; it must be at least 0, which means all"),
        arguments(
            "dataset: {images: a}",
            "1:19: dataset.images is given without dataset.labels; give both"),
        arguments(
            "dataset: {images: a, labels: b, testLabels: c}",
            "1:45: dataset.testLabels is given without dataset.testImages; give both"),
        arguments(
            "dataset: {testImages: a, testLabels: b}",
            "1:23: dataset.testImages is given without dataset.images; own test files need own"
                + " training files"),
        arguments(
            "dataset: {images: a, labels: b, name: mnist}",
            "1:39: dataset.name is 'mnist'; it must be a name of your own where dataset.images is"
                + " given; for the data set of that name write dataset: mnist"));
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void namesPositionKeyValueAndRange(String yaml, String message) {
    assertThat(new ConfigurationText(folder).error(yaml)).isEqualTo("c.yaml:" + message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "training: {batchSize: 1, learningRate: 1e-300, momentum: 0.999999, l2: 0}",
        "training: {steps: 1}",
        "training: {earlyStopping: training-loss, timeBudget: 0}",
        "{training: {epochs: 2}, recording: {evaluations: 100}}",
        "{dataset: {validationExamples: 1}, training: {earlyStopping: validation-loss}}",
        "training: {schedule: {kind: step, factor: 1, every: 1}}",
        "dropout: {rate: 0, after: []}",
        "dropout: {rate: .999}",
        "batchNorm: {where: []}",
        "batchNorm: {convention: {decay: 0, epsilon: 1e-300}}",
        "training: {seed: -9223372036854775808}",
        "dataset: {seed: 9223372036854775807}",
        "training: {learningRate: 1.}",
        "training: {learningRate: +.5e-1}"
      })
  void acceptsTheEndsOfTheRanges(String yaml) {
    assertThat(new ConfigurationText(folder).read(yaml).trials()).hasSize(1);
  }

  @Test
  void numbersAreReadExactly() {
    TrainingConfig training =
        new ConfigurationText(folder)
            .one("training: {learningRate: 1e-3, l2: 0.1, seed: 9007199254740993}")
            .training();
    assertThat(training.learningRate()).isEqualTo(0.001);
    assertThat(training.l2()).isEqualTo(0.1);
    // One more than the largest whole number that a double could carry.
    assertThat(training.seed()).isEqualTo(9007199254740993L);
  }
}
