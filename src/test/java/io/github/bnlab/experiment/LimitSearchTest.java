package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.DropoutConfig;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.LimitSearch.Question;
import io.github.bnlab.experiment.LimitSearch.TrialLimit;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.recording.files.FailureRule;
import io.github.bnlab.recording.files.Limits.Variant;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.rows.Rows.LimitRow;
import io.github.bnlab.training.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitSearchTest {
  private static final Question QUESTION =
      new Question("training.learningRate", 0.05, 1e4, 2, FailureRule.DEFAULT, LimitSearchTest::at);

  @TempDir private Path results;

  private static Experiment at(double rate) {
    return new Experiment("tiny", "", List.of(trial("plain", BatchNormImplementation.NONE, rate)));
  }

  private static TrialConfig trial(String name, BatchNormImplementation norm, double rate) {
    return Trials.trial(Trials.training(3, null, rate), norm, Trials.D2L).named(name);
  }

  private List<TrialLimit> search() {
    return search(QUESTION);
  }

  private List<TrialLimit> search(Question question) {
    AtomicInteger loads = new AtomicInteger();
    DataSource data =
        (config, fallback) -> {
          loads.incrementAndGet();
          return Trials.data();
        };
    RunOptions options = new RunOptions(results, data, Earlier.GO_ON, new StopSignal(), 1);
    List<TrialLimit> limits = LimitSearch.run(question, options, () -> new TrialListener() {});
    assertThat(loads).as("rounds train on the same data").hasValueLessThan(2);
    return limits;
  }

  @Test
  void findsALimitThatTheRunsJustUnderAndJustOverItConfirm() {
    TrialLimit found = search().get(0);
    LimitRow limit = found.row();
    assertThat(limit.largestTrained()).isNotNull();
    assertThat(limit.smallestFailed()).isNotNull();
    assertThat(limit.smallestFailed() / limit.largestTrained()).isBetween(1.0, 2.0);
    assertThat(limit.failure()).isNotEmpty();
    assertThat(FailureRule.DEFAULT.failure(run(limit.largestTrained()))).isEmpty();
    assertThat(FailureRule.DEFAULT.failure(run(limit.smallestFailed()))).hasValue(limit.failure());
    assertThat(search()).as("again, from the records").containsExactly(found);
  }

  @Test
  void aTrialWhoseLastEvaluationIsCutOffIsToBeDeleted() throws IOException {
    double trained = search().get(0).row().largestTrained();
    Path run = run(trained).directory();
    Path epochs = run.resolve("epochs.csv");
    Files.writeString(epochs, Files.readAllLines(epochs).get(0) + "\n");
    assertThatThrownBy(this::search)
        .isInstanceOf(RecordException.class)
        .hasMessageStartingWith(epochs + " is missing or cut short")
        .hasMessageEndingWith("; to run the trial again, delete " + run);
  }

  @Test
  void theNamesOfItsTrialsFitIntoAFolder() {
    String name = "x".repeat(100);
    Question question =
        new Question(
            "training.learningRate",
            0.1,
            1e4,
            1e6,
            FailureRule.DEFAULT,
            rate ->
                new Experiment(
                    "tiny", "", List.of(trial(name, BatchNormImplementation.NONE, rate))));
    LimitRow limit = search(question).get(0).row();
    assertThat(limit.largestTrained()).isNotNull();
    assertThat(limit.smallestFailed()).isNotNull();
    assertThat(results.resolve("tiny").toFile().list()).hasSize(2).allMatch(f -> f.length() == 100);
  }

  private RunReader run(double rate) {
    return new RunReader(results.resolve("tiny").resolve("plain-learningRate-" + rate));
  }

  @Test
  void conventionsOfTheSameNameAreVariants() {
    BatchNormConvention preset = Trials.D2L;
    List<TrialConfig> trials =
        List.of(
            normalized("preset", preset),
            normalized("a", own("mine", 1e-5)),
            normalized("b", own("mine", 10)),
            normalized("other", own("other", 10)));
    assertThat(variants(trials))
        .extracting(Variant::name, Variant::seeds)
        .containsExactly(
            tuple("batchNorm.convention=d2l", 1),
            tuple("batchNorm.convention=mine batchNorm.convention.epsilon=1.0E-5", 1),
            tuple("batchNorm.convention=mine batchNorm.convention.epsilon=10.0", 1),
            tuple("batchNorm.convention=other", 1));
  }

  @Test
  void placesOfAnAbsentDropoutTellNoVariant() {
    TrialConfig without = trial("without", BatchNormImplementation.NONE, 0.05);
    DropoutConfig half = new DropoutConfig(0.5, List.of("dense1"));
    List<TrialConfig> trials =
        List.of(without, Changed.with(without.named("with"), "dropout", half));
    assertThat(variants(trials))
        .extracting(Variant::name)
        .containsExactly("dropout.rate=0.0", "dropout.rate=0.5");
  }

  private List<Variant> variants(List<TrialConfig> trials) {
    Question question =
        new Question(
            "training.learningRate",
            0.05,
            0.06,
            2,
            FailureRule.DEFAULT,
            rate -> new Experiment("tiny", "", trials));
    return TrialLimit.variants(search(question));
  }

  private static BatchNormConvention own(String name, double epsilon) {
    return new BatchNormConvention(
        name,
        epsilon,
        0.9,
        VarianceKind.BIASED,
        VarianceKind.BIASED,
        Count.VALUES,
        InitialGamma.ONES);
  }

  private static TrialConfig normalized(String name, BatchNormConvention convention) {
    return Trials.trial(Trials.training(3, null, 0.05), BatchNormImplementation.CUSTOM, convention)
        .named(name);
  }

  @Test
  void writesWhatItFound() {
    List<TrialLimit> limits = search();
    LimitSearch.write(results, QUESTION, limits);
    assertThat(results.resolve("limits.csv"))
        .content()
        .startsWith("trial,largest_trained,smallest_failed,failure\nplain,")
        .contains(limits.get(0).row().smallestFailed().toString());
    assertThat(results.resolve("limits.json"))
        .content()
        .contains("\"setting\": \"training.learningRate\"", "the loss is NaN or infinite")
        .contains("\"seeds\": 1");
  }
}
