package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.config.RecordingConfig;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.EpochOrder;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import io.github.bnlab.training.TrainingObserver.StepBegins;
import io.github.bnlab.training.TrainingObserver.StepDone;
import io.github.bnlab.training.TrainingObserver.TrialEnded;
import io.github.bnlab.training.TrainingObserver.TrialEnded.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TrainerTest {
  private final LoadedData data = Trials.data();

  private Events train(TrialConfig config) {
    return train(config, Trials.network(config));
  }

  private Events train(TrialConfig config, MultiLayerNetwork network) {
    Events events = new Events();
    TrialEnded ended = new Trainer(() -> false).train(network, config, data, List.of(events));
    assertThat(events.ended).isEqualTo(ended);
    return events;
  }

  @Test
  void anEpochKeepsItsSmallerLastBatch() {
    Events events = train(Trials.trial(Trials.training(2, null, 0.1)));
    assertThat(events.steps).extracting(StepDone::batchSize).containsExactly(16, 16, 8, 16, 16, 8);
    assertThat(events.steps).extracting(StepDone::step).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(events.steps).extracting(StepDone::epoch).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(events.epochs).extracting(EpochDone::step).containsExactly(0, 3, 6);
    assertThat(events.started.totalSteps()).isEqualTo(6);
    assertThat(events.ended).isEqualTo(new TrialEnded(Outcome.FINISHED, 6, ""));
  }

  @Test
  void theLossOfAnEpochWeightsBatchesByTheirExamples() {
    Events events = train(Trials.trial(Trials.training(1, null, 0.1)));
    List<StepDone> s = events.steps;
    double mean =
        (16 * s.get(0).trainingLoss() + 16 * s.get(1).trainingLoss() + 8 * s.get(2).trainingLoss())
            / 40;
    // The same sum in the same order: equal to the last bit.
    assertThat(events.epochs.get(1).trainingLoss()).isEqualTo(mean);
    assertThat(events.epochs.get(0).trainingLoss()).isNaN();
  }

  @Test
  void stepsMayEndWithinAnEpoch() {
    Events events = train(Trials.trial(Trials.training(null, 4, 0.1)));
    assertThat(events.steps).hasSize(4);
    assertThat(events.epochs).extracting(EpochDone::step).containsExactly(0, 3, 4);
    assertThat(events.epochs.get(2).trainingLoss()).isEqualTo(events.steps.get(3).trainingLoss());
    Events epochs = train(Trials.trial(Trials.training(2, null, 0.1)));
    assertThat(events.steps).isEqualTo(epochs.steps.subList(0, 4));
  }

  /** As measures and probes. */
  @Test
  void whatObserversDoIsNotTrainingTime() {
    AtomicLong observing = new AtomicLong();
    Events events =
        new Events() {
          @Override
          public void stepBegins(StepBegins event) {
            pause();
          }

          @Override
          public void stepDone(StepDone event) {
            pause();
          }

          private void pause() {
            long start = System.nanoTime();
            LockSupport.parkNanos(20_000_000);
            observing.addAndGet(System.nanoTime() - start);
          }
        };
    TrialConfig config = Trials.trial(Trials.training(2, null, 0.1));
    train(config); // a first training takes longer than the pauses
    long start = System.nanoTime();
    new Trainer(() -> false).train(Trials.network(config), config, data, List.of(events));
    double rest = (System.nanoTime() - start - observing.get()) / 1e9;
    assertThat(events.epochs.stream().mapToDouble(EpochDone::trainingSeconds).sum())
        .isPositive()
        .isLessThan(rest);
  }

  @Test
  void evaluationsMayLieEpochsApart() {
    TrialConfig config = Trials.trial(Trials.training(5, null, 0.1));
    TrialConfig rarely =
        Changed.with(config, "recording", Changed.with(config.recording(), "evaluations", 2));
    Events all = train(config);
    States states = new States();
    Events events = new Events();
    new Trainer(() -> false, states).train(Trials.network(rarely), rarely, data, List.of(events));
    assertThat(events.steps).isEqualTo(all.steps);
    assertThat(events.epochs).extracting(EpochDone::epoch).containsExactly(0, 2, 4, 5);
    assertThat(events.epochs).extracting(EpochDone::step).containsExactly(0, 6, 12, 15);
    double sum = 0;
    for (StepDone step : events.steps.subList(6, 12)) {
      sum += step.trainingLoss() * step.batchSize();
    }
    assertThat(events.epochs.get(2).trainingLoss()).isEqualTo(sum / 80);
    assertThat(events.epochs.get(2).test().loss()).isEqualTo(all.epochs.get(4).test().loss());
    // From whatever step it is resumed, the rest is the same.
    assertThat(states.saved).hasSize(15 + 4);
    for (TrainingState state : states.saved) {
      states.start = state;
      Events rest = new Events();
      new Trainer(() -> false, states).train(Trials.network(rarely), rarely, data, List.of(rest));
      assertThat(rest.steps).isEqualTo(events.steps.subList(state.step(), 15));
      int n = rest.epochs.size();
      assertThat(rest.epochs)
          .extracting(EpochDone::trainingLoss)
          .isEqualTo(
              events.epochs.subList(4 - n, 4).stream().map(EpochDone::trainingLoss).toList());
    }
  }

  /** A state before every step and after every epoch. */
  private static final class States implements Checkpoints {
    private final List<TrainingState> saved = new ArrayList<>();
    private TrainingState start;

    @Override
    public Optional<TrainingState> start() {
      return Optional.ofNullable(start);
    }

    @Override
    public boolean isDue(boolean epochIsOver) {
      return start == null;
    }

    @Override
    public void save(TrainingState state) {
      saved.add(state);
    }
  }

  @Test
  void aTimeBudgetThatEndsBetweenEpochsEndsWithAnEvaluation() {
    TrialConfig config =
        Trials.trial(
            Trials.with(Trials.training(9, null, 0.1), 0, StepKind.PLANNED, Trials.NEVER, 0.5));
    Events events =
        new Events() {
          @Override
          public void stepDone(StepDone event) {
            super.stepDone(event);
            if (event.step() == 3) {
              sleep(600);
            }
          }
        };
    TrialConfig rarely =
        Changed.with(config, "recording", Changed.with(config.recording(), "evaluations", 9));
    new Trainer(() -> false).train(Trials.network(rarely), rarely, data, List.of(events));
    assertThat(events.ended.outcome()).isEqualTo(Outcome.TIME_BUDGET);
    // On a slow machine the budget ends even earlier.
    int steps = events.steps.size();
    assertThat(steps).isLessThanOrEqualTo(3);
    EpochDone last = events.epochs.get(events.epochs.size() - 1);
    assertThat(last.step()).isEqualTo(steps);
    assertThat(last.epoch()).isEqualTo(steps == 0 ? 0 : 1);
  }

  @Test
  void aTimeBudgetIncludesTheTimeBeforeAnInterruption() {
    TrialConfig config =
        Trials.trial(
            Trials.with(Trials.training(2, null, 0.1), 0, StepKind.PLANNED, Trials.NEVER, 1000));
    States states = new States();
    TrainingState first = new Progress(Trials.NEVER).state(Trials.network(config));
    states.start = Changed.with(first, "nanos", 1_001_000_000_000L);
    Events events = new Events();
    new Trainer(() -> false, states).train(Trials.network(config), config, data, List.of(events));
    assertThat(events.ended.outcome()).isEqualTo(Outcome.TIME_BUDGET);
    assertThat(events.steps).isEmpty();
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void trainingTwiceGivesTheSameBits() {
    TrialConfig config = Trials.trial(Trials.training(3, null, 0.1));
    MultiLayerNetwork first = Trials.network(config);
    MultiLayerNetwork second = Trials.network(config);
    Events a = train(config, first);
    Nd4j.getRandom().setSeed(99);
    Nd4j.rand(10); // what others draw from the global generator does not matter
    Events b = train(config, second);
    assertThat(b.steps).isEqualTo(a.steps);
    assertThat(second.params().toDoubleVector()).isEqualTo(first.params().toDoubleVector());
  }

  @Test
  void theLossGoesDownAndTheAccuracyUp() {
    Events events = train(Trials.trial(Trials.training(20, null, 0.1)));
    Score before = events.epochs.get(0).test();
    Score after = events.epochs.get(20).test();
    assertThat(before.examples()).isEqualTo(20);
    // Chance is 0.1; with four examples per class not every pattern is learned.
    assertThat(after.accuracy()).isGreaterThan(0.5).isGreaterThan(before.accuracy());
    assertThat(after.loss()).isLessThan(before.loss());
    assertThat(Arrays.stream(after.confusion()).flatMapToInt(Arrays::stream).sum()).isEqualTo(20);
  }

  @Test
  void trainingExamplesAreEvaluatedWhereAskedFor() {
    TrialConfig config = Trials.trial(Trials.training(2, null, 0.1));
    MultiLayerNetwork network = Trials.network(config);
    Events events =
        train(
            Trials.recording(config, new RecordingConfig(false, false, false, 1, 20, 1, 0, false)),
            network);
    LoadedData swapped =
        new LoadedData(
            "patterns",
            "",
            data.training(),
            data.validation(),
            data.training().first(20),
            Map.of());
    Events asTest = new Events();
    new Trainer(() -> false).train(Trials.network(config), config, swapped, List.of(asTest));
    assertThat(events.epochs).extracting(e -> e.trainingSample().examples()).containsOnly(20);
    assertThat(events.epochs)
        .extracting(e -> e.trainingSample().accuracy())
        .isEqualTo(asTest.epochs.stream().map(e -> e.test().accuracy()).toList());
    assertThat(asTest.epochs).extracting(EpochDone::trainingSample).containsOnlyNulls();
  }

  @Test
  void theScoreIsThatOfTheNetworksOutput() {
    TrialConfig config = Trials.trial(Trials.training(1, null, 0.1));
    MultiLayerNetwork network = Trials.network(config);
    Score score = train(config, network).epochs.get(1).test();
    double loss = 0;
    int correct = 0;
    for (int i = 0; i < 20; i++) {
      INDArray image = Nd4j.create(DataType.DOUBLE, 1, 784);
      for (int p = 0; p < 784; p++) {
        image.putScalar(0, p, (data.test().pixels()[i * 784 + p] & 0xff) / 255.0);
      }
      INDArray output = network.output(image, false);
      int label = data.test().labels()[i];
      loss -= Math.log(output.getDouble(0, label)) / 20;
      correct += output.argMax(1).getInt(0) == label ? 1 : 0;
    }
    // One by one or together, the matrix product may sum in another order.
    assertThat(score.loss()).isCloseTo(loss, within(1e-12));
    assertThat(score.accuracy()).isEqualTo(correct / 20.0);
  }

  @Test
  void theTrainingLossIsWithoutThePenalty() {
    TrainingConfig plain = Trials.training(null, 1, 0.1);
    TrainingConfig penalized = withL2(plain, 0.5);
    double loss = train(Trials.trial(plain)).steps.get(0).trainingLoss();
    double dataLoss = train(Trials.trial(penalized)).steps.get(0).trainingLoss();
    // The penalty is added and taken off again: one rounding of numbers below 100.
    assertThat(dataLoss).isCloseTo(loss, within(1e-13));
    TrialConfig config = Trials.trial(penalized);
    assertThat(Trials.network(config).calcRegularizationScore(true)).isGreaterThan(0.1);
  }

  private static TrainingConfig withL2(TrainingConfig plain, double l2) {
    return Trials.with(plain, l2, StepKind.DL4J, Trials.NEVER, 0);
  }

  @Test
  void aDivergedTrainingStops() {
    // Batch normalization keeps losses finite at high rates; this one overflows a double.
    Events events = train(Trials.trial(Trials.training(50, null, 1e200)));
    assertThat(events.ended.outcome()).isEqualTo(Outcome.DIVERGED);
    assertThat(events.ended.step()).isEqualTo(events.steps.size()).isLessThan(150);
    assertThat(events.ended.reason()).contains("NaN or infinite at step " + events.ended.step());
    Events one = train(Trials.trial(Trials.training(null, 1, 1e200)));
    assertThat(one.ended)
        .isEqualTo(
            new TrialEnded(
                Outcome.DIVERGED, 1, "the evaluation loss became NaN or infinite at step 1"));
  }

  @Test
  void anInterruptedTrainingEndsCleanly() {
    TrialConfig config = Trials.trial(Trials.training(50, null, 0.1));
    Events events =
        new Events() {
          @Override
          public void stepDone(StepDone event) {
            super.stepDone(event);
            if (event.step() == 5) {
              Thread.currentThread().interrupt();
            }
          }
        };
    TrialEnded ended =
        new Trainer(() -> false).train(Trials.network(config), config, data, List.of(events));
    assertThat(ended.outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(ended.step()).isEqualTo(5);
    assertThat(events.steps).hasSize(5);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aTrainingEndsOnRequest() {
    TrialConfig config = Trials.trial(Trials.training(50, null, 0.1));
    Events events = new Events();
    new Trainer(() -> events.steps.size() == 7)
        .train(Trials.network(config), config, data, List.of(events));
    assertThat(events.ended)
        .isEqualTo(
            new TrialEnded(Outcome.INTERRUPTED, 7, "stopped on request after step 7 of 150"));
  }

  @Test
  void whatAnObserverThrowsEndsTheTraining() {
    TrialConfig config = Trials.trial(Trials.training(1, null, 0.1));
    TrainingObserver failing =
        new TrainingObserver() {
          @Override
          public void stepDone(StepDone event) {
            throw new IllegalStateException("no");
          }
        };
    assertThatThrownBy(
            () ->
                new Trainer(() -> false)
                    .train(Trials.network(config), config, data, List.of(failing)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theStateOfNormalizationLayersIsReported() {
    Events events = train(Trials.trial(Trials.training(1, null, 0.1)));
    BatchNormState before = events.epochs.get(0).batchNorm().get(0);
    assertThat(before.place()).isEqualTo("dense1");
    assertThat(before.gamma()).hasSize(8).containsOnly(1);
    assertThat(before.runningMean()).containsOnly(0);
    assertThat(before.runningVariance()).containsOnly(1);
    BatchNormState after = events.epochs.get(1).batchNorm().get(0);
    assertThat(after.gamma()).doesNotContain(1);
    assertThat(after.runningMean()).doesNotContain(0);
  }

  @Test
  void aSingleExampleIsRefusedWhereTheVarianceNeedsTwo() {
    LoadedData odd =
        new LoadedData(
            "patterns", "", Trials.images(33, 1), data.validation(), data.test(), Map.of());
    TrialConfig custom =
        Trials.trial(
            Trials.training(1, null, 0.1), BatchNormImplementation.CUSTOM, Trials.NOTEBOOK);
    assertThatThrownBy(() -> TrainableCheck.check(custom, odd.training()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("training.batchSize is 16: with 33 training examples")
        .hasMessageContaining("notebook after dense1 needs two");
    TrialConfig short2 =
        Trials.trial(
            Trials.training(null, 2, 0.1), BatchNormImplementation.CUSTOM, Trials.NOTEBOOK);
    TrainableCheck.check(short2, odd.training()); // ends before the single example
    TrainingConfig planned = Changed.with(Trials.training(1, null, 0.1), "step", StepKind.PLANNED);
    TrainableCheck.check(Trials.trial(planned), odd.training());
  }

  @Test
  void aSingleExampleIsRefusedWhereDl4jsLayerFailsOnIt() {
    TrainingConfig dl4j = Trials.training(1, null, 0.1);
    TrialConfig builtIn = Trials.trial(dl4j, BatchNormImplementation.BUILT_IN, Trials.D2L);
    assertThatThrownBy(() -> TrainableCheck.check(builtIn, Trials.images(33, 1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("training.batchSize is 16: with 33 training examples")
        .hasMessageContaining("does not take in double with training.step dl4j");
    TrainableCheck.check(builtIn, Trials.images(34, 1));
    TrainableCheck.check(
        Changed.with(builtIn, "dataType", TrialConfig.FloatType.FLOAT), Trials.images(33, 1));
  }

  @Test
  void aLastBatchThatTheGroupsDoNotDivideIsRefused() {
    BatchNormConfig running =
        new BatchNormConfig(
            BatchNormImplementation.CUSTOM,
            Trials.D2L,
            List.of("dense1"),
            BatchNormConfig.Position.BEFORE_ACTIVATION,
            4,
            GroupStatistics.AVERAGED,
            InferenceStatistics.RUNNING,
            true);
    BatchNormConfig population = Changed.with(running, "inference", InferenceStatistics.POPULATION);
    TrialConfig epoch = Trials.trial(Trials.training(1, null, 0.1));
    TrialConfig oneStep = Trials.trial(Trials.training(null, 1, 0.1));
    ImageSet odd = Trials.images(42, 1);
    TrainableCheck.check(Changed.with(epoch, "batchNorm", running), Trials.images(40, 1));
    TrainableCheck.check(Changed.with(oneStep, "batchNorm", running), odd); // ends before
    for (TrialConfig trial :
        List.of(
            Changed.with(epoch, "batchNorm", running),
            Changed.with(oneStep, "batchNorm", population))) { // meets all images
      assertThatThrownBy(() -> TrainableCheck.check(trial, odd))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("batchNorm.groups is 4")
          .hasMessageContaining("the last batch of 10 does not divide into 4 groups")
          .hasMessageContaining("set dataset.trainingExamples to 40");
    }
  }

  @Test
  void anEmptyTrainingSplitIsRefused() {
    ImageSet none = ImageSet.none();
    assertThatThrownBy(
            () -> TrainableCheck.check(Trials.trial(Trials.training(1, null, 0.1)), none))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is empty");
  }

  @Test
  void batchesFollowTheOrderOfTheEpoch() {
    TrainingConfig training = Trials.training(null, 1, 0.1);
    TrialConfig config = Trials.trial(training);
    MultiLayerNetwork network = Trials.network(config);
    MultiLayerNetwork reference = Trials.network(config);
    train(config, network);
    int[] order = EpochOrder.of(training.seed(), 1, 40, true);
    INDArray features = Nd4j.create(DataType.DOUBLE, 16, 784);
    INDArray labels = Nd4j.create(DataType.DOUBLE, 16, 10);
    for (int i = 0; i < 16; i++) {
      labels.putScalar(i, data.training().labels()[order[i]], 1);
      for (int p = 0; p < 784; p++) {
        features.putScalar(i, p, (data.training().pixels()[order[i] * 784 + p] & 0xff) / 255.0);
      }
    }
    reference.fit(features, labels);
    assertThat(network.params().toDoubleVector()).isEqualTo(reference.params().toDoubleVector());
  }
}
