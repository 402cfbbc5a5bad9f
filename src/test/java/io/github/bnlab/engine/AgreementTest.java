package io.github.bnlab.engine;

import static io.github.bnlab.config.BatchNormImplementation.BUILT_IN;
import static io.github.bnlab.config.BatchNormImplementation.CUSTOM;
import static io.github.bnlab.config.BatchNormImplementation.LAYER_NORM;
import static io.github.bnlab.config.BatchNormImplementation.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormConvention.Removes;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ClippingConfig;
import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a configuration can say, 200 steps of the engine against 200 of {@code fit}, in double,
 * every third batch a smaller one: losses, parameters and the updater's state. The order of
 * additions differs, 1e-16 in one step; 200 steps multiply it to 1e-14 with plain SGD, to 1e-11
 * with momentum and dropout, where batch normalization divides by the deviations of a dozen
 * examples.
 */
@Tag("long")
class AgreementTest {
  private static final int STEPS = 200;

  /** Enough to reach every state of an update rule. */
  private static final int FEWER_STEPS = 60;

  private static final int DEEP_STEPS = 15;

  private static final double TOLERANCE = 1e-9;

  static List<Normalization> normalizations() {
    return Normalization.ALL;
  }

  @ParameterizedTest
  @MethodSource("normalizations")
  void everyNormalization(Normalization norm) throws Exception {
    train(norm.on(NetworkKind.SIMPLE_NET));
  }

  @ParameterizedTest
  @MethodSource("normalizations")
  void dropout(Normalization norm) throws Exception {
    train(norm.on(NetworkKind.SIMPLE_NET).dropout(0.3, "dense1", "dense2"));
  }

  @ParameterizedTest
  @MethodSource("normalizations")
  void momentum(Normalization norm) throws Exception {
    train(norm.on(NetworkKind.SIMPLE_NET).optimizer(Optimizer.SGD, 0.9));
  }

  /** Biases in front of a normalization are left to rounding, which Adam makes 1e-10 of. */
  @ParameterizedTest
  @MethodSource("normalizations")
  void adam(Normalization norm) throws Exception {
    train(norm.on(NetworkKind.SIMPLE_NET).optimizer(Optimizer.ADAM, 0));
  }

  @ParameterizedTest
  @EnumSource(BatchNormImplementation.class)
  void penaltiesAndClipping(BatchNormImplementation norm) throws Exception {
    train(simpleNet(norm).l2(0.01), FEWER_STEPS, 12, 7);
    train(simpleNet(norm).optimizer(Optimizer.ADAM, 0).l2(0.01), FEWER_STEPS, 12, 7);
    if (norm != BUILT_IN) { // refused: see TrialRules
      train(simpleNet(norm).clipping(ClippingConfig.Kind.VALUE, 0.002), FEWER_STEPS, 12, 7);
      train(
          simpleNet(norm).clipping(ClippingConfig.Kind.L2_PER_LAYER, 0.05).l2(0.01),
          FEWER_STEPS,
          12,
          7);
    }
  }

  /** Forty epochs: eight steps down, one whole cosine, or a rise to twice the rate. */
  @ParameterizedTest
  @CsvSource({"STEP, 0.9, 5", "EXPONENTIAL, 0.9, 5", "COSINE, 0.9, 40", "RISING, 2, 200"})
  void schedules(ScheduleConfig.Kind kind, double factor, int every) throws Exception {
    train(simpleNet(CUSTOM).schedule(kind, factor, every).optimizer(Optimizer.SGD, 0.5));
    train(simpleNet(NONE).schedule(kind, factor, every).optimizer(Optimizer.ADAM, 0));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "33, 2"})
  void batchSizes(int batch, int lastBatch) throws Exception {
    train(simpleNet(NONE), batch, lastBatch);
    train(simpleNet(LAYER_NORM), batch, lastBatch);
  }

  @ParameterizedTest
  @EnumSource(value = BatchNormImplementation.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void afterTheActivation(BatchNormImplementation norm) throws Exception {
    train(simpleNet(norm).afterActivation(), FEWER_STEPS, 12, 7);
    train(leNet(norm, "conv1", "conv2", "dense1", "dense2").afterActivation(), 8, 8, 5);
  }

  /**
   * Where the mean stays, larger rates multiply rounding, 1e-15 in one step, by 10 in two steps.
   */
  @ParameterizedTest
  @CsvSource({
    "MEAN, true, false",
    "VARIANCE, true, true",
    "MEAN_AND_VARIANCE, false, true",
    "VARIANCE, false, false"
  })
  void partsLeftOut(Removes removes, boolean affine, boolean bias) throws Exception {
    TrialBuilder plain = simpleNet(CUSTOM).learningRate(0.001);
    train(plain.parts(removes, affine, bias), FEWER_STEPS, 12, 7);
    train(simpleNet(CUSTOM).parts(removes, affine, bias).optimizer(Optimizer.ADAM, 0));
    // Small groups have small deviations, which multiply rounding: each step from the same state.
    TrialBuilder inGroups = plain.groups(2, GroupStatistics.POOLED);
    Twins twins = new Twins(inGroups.parts(removes, affine, bias).network());
    assertThat(twins.trainTogether(FEWER_STEPS, 12, 8))
        .allMatch(difference -> difference < TOLERANCE);
    TrialBuilder images = leNet(CUSTOM, "conv1", "conv2", "dense2").learningRate(0.001);
    train(images.parts(removes, affine, bias), 8, 8, 5);
  }

  @Test
  void withoutBiasesInFrontOfTheBuiltInLayer() throws Exception {
    train(
        leNet(BUILT_IN, "conv1", "dense2").parts(Removes.MEAN_AND_VARIANCE, true, false), 8, 8, 5);
  }

  /** One of two examples is above the mean and one below: only larger batches are well-behaved. */
  @Test
  void aSmallLastBatch() throws Exception {
    train(simpleNet(CUSTOM), 33, 5);
    train(simpleNet(BUILT_IN), 33, 5);
  }

  /** At a rate of 0.1 layer norm on one side alone makes the loss leap, and rounding with it. */
  @ParameterizedTest
  @CsvSource({
    "BUILT_IN, dense1",
    "BUILT_IN, dense2",
    "CUSTOM, dense1",
    "CUSTOM, dense2",
    "LAYER_NORM, dense1",
    "LAYER_NORM, dense2"
  })
  void placesOfSimpleNet(BatchNormImplementation norm, String place) throws Exception {
    TrialBuilder trial = new TrialBuilder(NetworkKind.SIMPLE_NET).learningRate(0.03);
    train(trial.norm(norm, "d2l", List.of(place)));
  }

  /**
   * Groups that end within a block of 16 examples and with one, of part of a block and of several.
   */
  @ParameterizedTest
  @CsvSource({
    "notebook, AVERAGED, 3, 36, 27",
    "article, POOLED, 2, 64, 32",
    "d2l, POOLED, 3, 99, 33",
    "torch, AVERAGED, 16, 128, 80",
    "torch, POOLED, 1, 12, 7"
  })
  void groups(String convention, GroupStatistics statistics, int groups, int batch, int last)
      throws Exception {
    TrialBuilder trial = new TrialBuilder(NetworkKind.SIMPLE_NET).norm(CUSTOM, convention);
    train(trial.groups(groups, statistics), FEWER_STEPS, batch, last);
  }

  @ParameterizedTest
  @CsvSource({"article, AVERAGED, 2, 16, 10", "torch, POOLED, 3, 36, 18", "d2l, POOLED, 2, 32, 8"})
  void groupsOfImages(
      String convention, GroupStatistics statistics, int groups, int batch, int last)
      throws Exception {
    TrialBuilder trial = new TrialBuilder(NetworkKind.LE_NET).norm(CUSTOM, convention);
    train(trial.groups(groups, statistics), FEWER_STEPS, batch, last);
  }

  /** The convention notebook is for matrices only. */
  static List<Normalization> normalizationsOfImages() {
    return Normalization.ALL.stream().filter(n -> !n.convention().equals("notebook")).toList();
  }

  @ParameterizedTest
  @MethodSource("normalizationsOfImages")
  void leNet(Normalization norm) throws Exception {
    train(norm.on(NetworkKind.LE_NET), 8, 5);
  }

  /** Convolutions in double take their time: each of these covers several settings. */
  @Test
  void mixturesOnLeNet() throws Exception {
    train(leNet(CUSTOM, "conv1").dropout(0.2, "conv1", "conv2", "dense2"), 8, 5);
    train(leNet(BUILT_IN, "conv2", "dense1").optimizer(Optimizer.SGD, 0.9), 8, 5);
    train(leNet(LAYER_NORM, "conv2").dropout(0.5, "dense1").optimizer(Optimizer.SGD, 0.9), 8, 5);
    train(leNet(CUSTOM, "conv2", "dense2").clipping(ClippingConfig.Kind.VALUE, 0.002), 8, 5);
    train(leNet(NONE).optimizer(Optimizer.ADAM, 0).l2(0.01), 8, 5);
  }

  @Test
  void placesOfLeNet() throws Exception {
    for (String place : NetworkKind.LE_NET.places(null)) {
      for (BatchNormImplementation norm : List.of(BUILT_IN, CUSTOM, LAYER_NORM)) {
        train(leNet(norm, place), 10, 8, 5);
      }
    }
  }

  /** Gradients grow from layer to layer, and rounding with them: few steps at a small rate. */
  @ParameterizedTest
  @MethodSource("normalizations")
  void deepNet(Normalization norm) throws Exception {
    TrialBuilder relu = norm.on(new TrialBuilder(6, 24, DeepNetConfig.Activation.RELU));
    train(relu.learningRate(0.01), DEEP_STEPS, 33, 21);
    TrialBuilder sigmoid = norm.on(new TrialBuilder(6, 24, DeepNetConfig.Activation.SIGMOID));
    sigmoid.dropout(0.2, "dense1", "dense6").optimizer(Optimizer.SGD, 0.9).learningRate(0.01);
    train(sigmoid, DEEP_STEPS, 33, 21);
  }

  private static TrialBuilder simpleNet(BatchNormImplementation norm) {
    return new TrialBuilder(NetworkKind.SIMPLE_NET).norm(norm, "d2l");
  }

  private static TrialBuilder leNet(BatchNormImplementation norm, String... places) {
    return new TrialBuilder(NetworkKind.LE_NET).norm(norm, "d2l", List.of(places));
  }

  private static void train(TrialBuilder trial) throws Exception {
    train(trial, 12, 7);
  }

  private static void train(TrialBuilder trial, int batch, int lastBatch) throws Exception {
    train(trial, STEPS, batch, lastBatch);
  }

  private static void train(TrialBuilder trial, int steps, int batch, int lastBatch)
      throws Exception {
    Twins twins = new Twins(trial.network());
    twins.train(steps, batch, lastBatch);
    twins.requireEqual(TOLERANCE);
  }
}
