package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import io.github.bnlab.config.TrialConfig.FloatType;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * 200 steps of the engine against 200 of {@code fit} in float, where the order of additions shows
 * in the seventh digit, 1e-7, and rounding grows from step to step.
 *
 * <p>How far it grows is no constant. With ReLUs, a unit whose input is 0 but for rounding is on in
 * one training and off in the other, and from there on they are two trainings: one in twenty such
 * networks has such a unit within 200 steps. So SimpleNet is compared step by step, each from the
 * same state, and LeNet, which is smooth, from beginning to end.
 */
@Tag("long")
class FloatAgreementTest {
  private static final int STEPS = 200;

  /** Ten roundings of numbers around 1, divided by deviations of a tenth; 2e-6 was seen. */
  private static final double STEP_TOLERANCE = 1e-5;

  /** For those steps in which the same unit is on here and off there. */
  private static final int STEPS_THAT_MAY_DIFFER = 2;

  /** A rounding of 1e-7, multiplied by up to a thousand in 200 steps; 7e-5 was seen. */
  private static final double TOLERANCE = 1e-3;

  static List<Normalization> normalizations() {
    return Normalization.ALL;
  }

  static List<Normalization> normalizationsOfImages() {
    return Normalization.ALL.stream().filter(n -> !n.convention().equals("notebook")).toList();
  }

  @ParameterizedTest
  @MethodSource("normalizations")
  void eachStep(Normalization norm) throws Exception {
    trainTogether(norm.on(NetworkKind.SIMPLE_NET).l2(0.01));
    trainTogether(
        norm.on(NetworkKind.SIMPLE_NET)
            .dropout(0.3, "dense1", "dense2")
            .optimizer(Optimizer.SGD, 0.9));
  }

  @ParameterizedTest
  @MethodSource("normalizationsOfImages")
  void wholeTrainings(Normalization norm) throws Exception {
    Twins twins = train(norm.on(NetworkKind.LE_NET).dropout(0.2, "conv1", "dense2"));
    twins.requireEqual(TOLERANCE);
  }

  /**
   * The gradient of a bias in front of a normalization is 0 but for rounding, which Adam scales up
   * to steps of the learning rate; the loss does not depend on such a bias, so losses tell.
   */
  @ParameterizedTest
  @EnumSource(BatchNormImplementation.class)
  void adam(BatchNormImplementation norm) throws Exception {
    TrialBuilder trial = new TrialBuilder(NetworkKind.LE_NET).norm(norm, "d2l");
    train(trial.optimizer(Optimizer.ADAM, 0)).requireEqualLosses(TOLERANCE);
  }

  private static void trainTogether(TrialBuilder trial) throws Exception {
    List<Double> differences =
        new Twins(trial.type(FloatType.FLOAT).network()).trainTogether(STEPS, 12, 7);
    assertThat(differences.stream().filter(difference -> difference > STEP_TOLERANCE))
        .hasSizeLessThanOrEqualTo(STEPS_THAT_MAY_DIFFER);
  }

  private static Twins train(TrialBuilder trial) throws Exception {
    Twins twins = new Twins(trial.type(FloatType.FLOAT).network());
    twins.train(STEPS, 8, 5);
    return twins;
  }
}
