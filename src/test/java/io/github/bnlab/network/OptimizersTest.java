package io.github.bnlab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The update rules against their definitions, in plain numbers. */
class OptimizersTest {
  private static final int SIZE = 6;
  private static final int STEPS = 25;

  /** A few roundings a step. */
  private static final double TOLERANCE = 1e-13;

  private static double gradient(int step, int i) {
    // Small ones too, so that the place of Adam's epsilon shows.
    return new SplittableRandom(step * 100L + i).nextDouble(-1, 1) * Math.pow(10, -2.0 * i);
  }

  private static double[] run(IUpdater updater) {
    INDArray state = Nd4j.zeros(DataType.DOUBLE, 1, updater.stateSize(SIZE));
    GradientUpdater<?> rule = updater.instantiate(state, true);
    double[] parameters = new double[SIZE];
    for (int step = 0; step < STEPS; step++) {
      double[] gradients = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        gradients[i] = gradient(step, i);
      }
      INDArray update = Nd4j.createFromArray(gradients);
      rule.applyUpdater(update, step, 0);
      for (int i = 0; i < SIZE; i++) {
        parameters[i] -= update.getDouble(i);
      }
    }
    return parameters;
  }

  /** DL4J's builder of networks clones every updater. */
  @Test
  void aCloneOfAdamHasAllItsSettings() {
    TorchAdam adam = new TorchAdam();
    adam.setBeta1(0.8);
    adam.setBeta2(0.99);
    adam.setEpsilon(1e-3);
    adam.setLrAndSchedule(
        0.5, new LearningRateSchedule(0.5, new ScheduleConfig(ScheduleConfig.Kind.STEP, 0.5, 3)));
    assertThat(adam.clone()).isEqualTo(adam);
  }

  /** As at the end of a cosine; the averages go on. */
  @Test
  void adamStandsStillAtALearningRateOfZero() {
    TorchAdam adam = new TorchAdam();
    adam.setLrAndSchedule(0, null);
    INDArray state = Nd4j.zeros(DataType.DOUBLE, 2);
    INDArray update = Nd4j.createFromArray(1.0);
    adam.instantiate(state, true).applyUpdater(update, 0, 0);
    assertThat(update.getDouble(0)).isZero();
    assertThat(state.toDoubleVector()).containsExactly(new double[] {0.1, 0.001}, within(1e-12));
  }

  /** As earlier versions wrote it into the model.zip of a run. */
  @Test
  void momentumIsReadFromJson() throws IOException {
    MomentumSgd momentum = new MomentumSgd(0.7);
    momentum.setLrAndSchedule(0.25, null);
    String json =
        """
        {
          "@class" : "io.github.bnlab.network.MomentumSgd",
          "learningRate" : 0.25,
          "momentum" : 0.7
        }""";
    ObjectMapper mapper = NeuralNetConfiguration.mapper();
    assertThat(mapper.writeValueAsString(momentum)).isEqualToNormalizingNewlines(json);
    IUpdater read = mapper.readValue(json, IUpdater.class);
    assertThat(List.of(read, momentum.clone())).containsOnly(momentum);
    Nesterovs other = new Nesterovs(0.25, 0.7);
    assertThat(other).isNotEqualTo(momentum);
    assertThat(momentum).isNotEqualTo(other);
    INDArray velocity = Nd4j.zeros(1, momentum.stateSize(SIZE));
    assertThat(momentum.instantiate(velocity, true).getState()).containsOnlyKeys("V");
    assertThat(velocity.length()).isEqualTo(SIZE);
  }

  @Test
  void momentumIsPyTorchs() {
    IUpdater updater = Networks.updater(Trials.sgd(0.9, 0, Trials.unclipped()));
    double[] actual = run(updater);
    for (int i = 0; i < SIZE; i++) {
      double expected = 0;
      double velocity = 0;
      for (int step = 0; step < STEPS; step++) {
        velocity = 0.9 * velocity + gradient(step, i);
        expected -= 0.1 * velocity;
      }
      assertThat(Math.abs(actual[i] - expected)).isLessThan(TOLERANCE);
    }
  }

  @Test
  void adamIsPyTorchs() {
    double[] actual = run(Networks.updater(Trials.adam()));
    for (int i = 0; i < SIZE; i++) {
      double expected = 0;
      double m = 0;
      double v = 0;
      for (int step = 0; step < STEPS; step++) {
        double g = gradient(step, i);
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        double mHat = m / (1 - Math.pow(0.9, step + 1));
        double vHat = v / (1 - Math.pow(0.999, step + 1));
        expected -= 0.1 * mHat / (Math.sqrt(vHat) + 1e-8);
      }
      assertThat(Math.abs(actual[i] - expected)).as("parameter %d", i).isLessThan(1e-12);
    }
  }

  @Test
  void withoutMomentumItIsPlain() {
    IUpdater updater = Networks.updater(Trials.sgd(0, 0, Trials.unclipped()));
    assertThat(updater).isEqualTo(new Sgd(0.1));
  }

  @Test
  void schedulesAreFunctionsOfTheEpoch() {
    assertThat(rates(ScheduleConfig.Kind.CONSTANT, 0.5, 1)).containsOnly(0.8);
    assertThat(rates(ScheduleConfig.Kind.STEP, 0.5, 2)).containsExactly(0.8, 0.8, 0.4, 0.4, 0.2);
    assertThat(rates(ScheduleConfig.Kind.EXPONENTIAL, 0.5, 1))
        .containsExactly(0.8, 0.4, 0.2, 0.1, 0.05);
    double[] cosine = rates(ScheduleConfig.Kind.COSINE, 1, 2);
    assertThat(cosine[0]).isEqualTo(0.8);
    assertThat(cosine[1]).isCloseTo(0.4, org.assertj.core.api.Assertions.within(1e-16));
    assertThat(cosine[2]).isZero();
    assertThat(cosine[4]).isZero();
  }

  @Test
  void aRisingRateIsAFunctionOfTheIteration() {
    ScheduleConfig schedule = new ScheduleConfig(ScheduleConfig.Kind.RISING, 1000, 3);
    IUpdater updater =
        Networks.updater(
            Trials.training(
                1e-2, schedule, TrainingConfig.Optimizer.SGD, 0, 0, Trials.unclipped()));
    double[] rates = new double[5];
    for (int iteration = 0; iteration < rates.length; iteration++) {
      rates[iteration] = updater.getLearningRate(iteration, 7);
    }
    // Powers, to the last digits of a double; after the rise the rate stays.
    double[] expected = {1e-2, 1e-1, 1, 10, 10};
    assertThat(rates).containsExactly(expected, org.assertj.core.api.Assertions.within(1e-12));
  }

  /** {@link Math} may round 0.1^8 to 1.0000000000000005e-8, and does so on x86-64. */
  @Test
  void ratesAreTheSameOnEveryPlatform() {
    ScheduleConfig exponential = new ScheduleConfig(ScheduleConfig.Kind.EXPONENTIAL, 0.1, 1);
    assertThat(new LearningRateSchedule(1, exponential).valueAt(0, 8))
        .isEqualTo(1.0000000000000004e-8);
    ScheduleConfig cosine = new ScheduleConfig(ScheduleConfig.Kind.COSINE, 1, 23);
    assertThat(new LearningRateSchedule(1, cosine).valueAt(0, 7))
        .isEqualTo((1 + StrictMath.cos(Math.PI * 7 / 23)) / 2);
  }

  private static double[] rates(ScheduleConfig.Kind kind, double factor, int every) {
    ScheduleConfig schedule = new ScheduleConfig(kind, factor, every);
    IUpdater updater =
        Networks.updater(
            Trials.training(0.8, schedule, TrainingConfig.Optimizer.SGD, 0, 0, Trials.unclipped()));
    double[] rates = new double[5];
    for (int epoch = 0; epoch < rates.length; epoch++) {
      rates[epoch] = updater.getLearningRate(1000 + epoch, epoch);
    }
    return rates;
  }
}
