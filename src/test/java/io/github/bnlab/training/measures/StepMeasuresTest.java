package io.github.bnlab.training.measures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.config.DropoutConfig;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.RecordingConfig;
import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.network.Networks;
import io.github.bnlab.rows.Rows.GradientRow;
import io.github.bnlab.rows.Rows.LandscapeRow;
import io.github.bnlab.rows.Rows.ShiftRow;
import io.github.bnlab.training.ActivationProbe;
import io.github.bnlab.training.BatchNormState;
import io.github.bnlab.training.Examples;
import io.github.bnlab.training.Trainer;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import io.github.bnlab.training.TrainingObserver.StepBegins;
import io.github.bnlab.training.TrainingObserver.StepDone;
import io.github.bnlab.training.TrainingObserver.TrialStarted;
import io.github.bnlab.training.TrainingStep;
import io.github.bnlab.training.Trials;
import io.github.bnlab.training.measures.ProbedNetwork.ParameterRange;
import io.github.bnlab.training.measures.ProbedNetwork.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.util.MathArrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StepMeasuresTest {
  private static final LoadedData DATA = Trials.data();

  private static TrialConfig config(BatchNormImplementation norm) {
    double l2 = 0.01; // a penalty, which is no part of what is measured
    TrainingConfig planned =
        Trials.with(Trials.training(null, 7, 0.1), l2, StepKind.PLANNED, Trials.NEVER, 0);
    return Trials.recording(
        Trials.trial(planned, norm, Trials.D2L),
        new RecordingConfig(false, false, false, 1, 0, 1, 3, false));
  }

  private static MultiLayerNetwork network(TrialConfig config) {
    return Networks.build(config);
  }

  private static TrialStarted started(TrialConfig config) {
    TrainingStep step = TrainingStep.of(network(config), config.training(), line -> {});
    return new TrialStarted(config, DATA, step, 7);
  }

  /** Measures as the recorder does, and keeps what the steps of the training were. */
  private static final class Measured implements TrainingObserver {
    StepMeasures measures;
    TrialStarted trial;
    final List<StepDone> steps = new ArrayList<>();
    final List<List<GradientRow>> gradients = new ArrayList<>();
    final List<List<LandscapeRow>> landscapes = new ArrayList<>();
    final List<List<ShiftRow>> shifts = new ArrayList<>();
    EpochDone epoch;

    @Override
    public void trialStarted(TrialStarted event) {
      measures = new StepMeasures(event);
      trial = event;
    }

    @Override
    public void stepBegins(StepBegins event) {
      if (measures.isMeasured(event.step())) {
        measures.before(event);
        gradients.add(measures.gradients());
        landscapes.add(measures.landscape());
      }
    }

    @Override
    public void epochDone(EpochDone event) {
      epoch = event;
    }

    @Override
    public void stepDone(StepDone event) {
      steps.add(Changed.with(event, "trainingSeconds", 0.0)); // differs from run to run
      if (measures.isMeasured(event.step())) {
        shifts.add(measures.after());
      }
    }
  }

  private static Measured measure(TrialConfig config) {
    Measured measured = new Measured();
    new Trainer(() -> false).train(network(config), config, DATA, List.of(measured));
    return measured;
  }

  @ParameterizedTest
  @EnumSource(BatchNormImplementation.class)
  void toBeMeasuredDoesNotChangeATraining(BatchNormImplementation norm) {
    TrialConfig config = config(norm);
    Measured measured = measure(config);
    List<StepDone> alone = new ArrayList<>();
    MultiLayerNetwork network = network(config);
    TrainingObserver observer =
        new TrainingObserver() {
          @Override
          public void stepDone(StepDone event) {
            alone.add(Changed.with(event, "trainingSeconds", 0.0));
          }
        };
    new Trainer(() -> false).train(network, config, DATA, List.of(observer));
    assertThat(measured.steps).isEqualTo(alone).hasSize(7);
    // Running statistics are among the parameters.
    assertThat(measured.trial.network().params().toDoubleVector())
        .isEqualTo(network.params().toDoubleVector());
    assertThat(measured.trial.network().getIterationCount()).isEqualTo(network.getIterationCount());
    assertThat(measured.shifts).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(BatchNormImplementation.class)
  void atDistanceZeroTheLossIsThatOfTheTraining(BatchNormImplementation norm) {
    Measured measured = measure(config(norm));
    for (int i = 0; i < 3; i++) {
      StepDone step = measured.steps.get(3 * i);
      LandscapeRow here = measured.landscapes.get(i).get(0);
      // The same operations on the same numbers.
      assertThat(here)
          .isEqualTo(new LandscapeRow(step.epoch(), step.step(), 0, step.trainingLoss(), 0, null));
      assertThat(measured.landscapes.get(i)).extracting(LandscapeRow::distance).isSorted();
    }
  }

  @ParameterizedTest
  @EnumSource(BatchNormImplementation.class)
  void gradientsAreThoseOfDl4j(BatchNormImplementation norm) {
    TrialConfig config = config(norm);
    MultiLayerNetwork network = network(config);
    Measured[] measured = {new Measured()};
    List<Batch> batch = new ArrayList<>();
    TrainingObserver first =
        new TrainingObserver() {
          @Override
          public void stepBegins(StepBegins event) {
            if (event.step() == 1) {
              batch.add(event.batch());
            }
          }
        };
    new Trainer(() -> false).train(network, config, DATA, List.of(measured[0], first));
    MultiLayerNetwork reference = network(config);
    int size = batch.get(0).size();
    INDArray features = Nd4j.create(DataType.DOUBLE, size, 784);
    INDArray labels = Nd4j.create(DataType.DOUBLE, size, 10);
    for (int i = 0; i < size; i++) {
      for (int pixel = 0; pixel < 784; pixel++) {
        features.putScalar(i, pixel, batch.get(0).value(i, pixel));
      }
      labels.putScalar(i, batch.get(0).label(i), 1);
    }
    reference.setInput(features);
    reference.setLabels(labels);
    reference.computeGradientAndScore();
    for (GradientRow gradient : measured[0].gradients.get(0)) {
      double squares = 0;
      double squaredParameters = 0;
      for (String name : List.of("W", "b")) {
        // DL4J sums over the 16 examples of the batch.
        int index = reference.getLayer(gradient.layer()).getIndex();
        INDArray parameters = reference.getLayer(gradient.layer()).getParam(name);
        squaredParameters += Math.pow(parameters.norm2Number().doubleValue(), 2);
        INDArray one = reference.gradient().getGradientFor(index + "_" + name).div(16);
        squares += Math.pow(one.norm2Number().doubleValue(), 2);
      }
      // Sums in another order, in double.
      assertThat(gradient.gradientNorm()).isCloseTo(Math.sqrt(squares), within(1e-10));
      assertThat(gradient.parameterNorm()).isCloseTo(Math.sqrt(squaredParameters), within(1e-10));
    }
    assertThat(measured[0].gradients.get(0))
        .extracting(GradientRow::layer)
        .containsExactly("dense1", "dense2", "output");
  }

  /**
   * Of ReLUs after batch normalization a half are on, and sqrt(pi / (pi - 1)) = 1.211 is the factor
   * by which the gradient grows from layer to layer (Yang et al., 2019, for infinite width and
   * batch; here width and batch are finite). With He's weights alone it keeps its size.
   */
  @ParameterizedTest
  @CsvSource({"CUSTOM, 1.211", "NONE, 1"})
  void gradientsOfDeepNetworksGrowAsTheMeanFieldPredicts(
      BatchNormImplementation norm, double factor) {
    TrialConfig config = config(norm);
    DeepNetConfig shape = new DeepNetConfig(20, 128, DeepNetConfig.Activation.RELU);
    TrialConfig deep =
        Changed.with(
            config,
            "network",
            NetworkKind.DEEP_NET,
            "deepNet",
            shape,
            "initialWeights",
            TrialConfig.HE_UNIFORM,
            "batchNorm",
            new BatchNormConfig(norm, Trials.D2L, NetworkKind.DEEP_NET.places(shape)),
            "dropout",
            new DropoutConfig(0, List.of()),
            "training",
            Changed.with(Trials.training(1, null, 0.001), "batchSize", 40));
    Measured measured = measure(deep);
    double[] norms =
        measured.gradients.get(0).stream().mapToDouble(GradientRow::gradientNorm).toArray();
    assertThat(norms).hasSize(21);
    assertThat(Math.pow(norms[1] / norms[19], 1.0 / 18)).isCloseTo(factor, within(0.06));
    List<String> followed = List.of("dense1", "dense5", "dense9", "dense13", "dense17", "output");
    assertThat(measured.shifts.get(0)).extracting(ShiftRow::layer).isEqualTo(followed);
    List<String> places = List.of("dense1", "dense5", "dense9", "dense12", "dense16", "dense20");
    assertThat(measured.epoch.batchNorm())
        .extracting(BatchNormState::place)
        .isEqualTo(norm == BatchNormImplementation.NONE ? List.of() : places);
    assertThat(new ActivationProbe(measured.trial).all(1, 1))
        .extracting(place -> place.percentiles().get(0).layer())
        .isEqualTo(places);
  }

  /** A cosine over two epochs of seven steps: the rate, then half of it, then 0. */
  @Test
  void theLandscapeGoesAsFarAsTheRateOfItsStep() {
    TrialConfig config = config(BatchNormImplementation.CUSTOM);
    ScheduleConfig cosine = new ScheduleConfig(ScheduleConfig.Kind.COSINE, 1, 2);
    TrainingConfig training =
        Changed.with(config.training(), "steps", null, "epochs", 3, "schedule", cosine);
    Measured measured = measure(Changed.with(config, "training", training));
    List<Double> reach =
        measured.landscapes.stream().map(rows -> rows.get(rows.size() - 1).distance()).toList();
    int epoch = reach.size() / 3;
    assertThat(reach.subList(0, epoch)).containsOnly(4 * 0.1);
    assertThat(reach.subList(epoch, 2 * epoch))
        .allSatisfy(distance -> assertThat(distance).isCloseTo(4 * 0.05, within(1e-15)));
    assertThat(measured.landscapes.subList(2 * epoch, 3 * epoch))
        .allSatisfy(rows -> assertThat(rows).hasSize(1));
  }

  /** The loss falls by the square of the gradient's norm, to first order. */
  @Test
  void theGradientIsTheSlopeOfTheLandscape() {
    TrialConfig config = config(BatchNormImplementation.CUSTOM);
    ProbedNetwork probed = new ProbedNetwork(started(config));
    Measured any = new Measured();
    Batch[] batch = new Batch[1];
    TrainingObserver first =
        new TrainingObserver() {
          @Override
          public void stepBegins(StepBegins event) {
            batch[0] = event.batch();
          }
        };
    new Trainer(() -> false).train(network(config), config, DATA, List.of(any, first));
    double[] here = probed.parametersNow();
    double[] gradient = probed.at(here, batch[0], 0).gradient();
    double step = 1e-5;
    double difference =
        lossAt(probed, batch[0], here, gradient, step)
            - lossAt(probed, batch[0], here, gradient, -step);
    double slope = Vectors.dot(gradient, gradient, 0, gradient.length);
    // Central differences in double: an error of the order of step^2.
    assertThat(difference / (2 * step)).isCloseTo(slope, within(1e-6 * slope));
  }

  @Test
  void whatIsFixedTakesNoPartInTheLandscape() {
    TrialConfig config = config(BatchNormImplementation.CUSTOM);
    BatchNormConvention fixed = Changed.with(Trials.D2L, "affine", false);
    BatchNormConfig norm = Changed.with(config.batchNorm(), "convention", fixed);
    TrialStarted trial = started(Changed.with(config, "batchNorm", norm));
    ProbedNetwork probed = new ProbedNetwork(trial);
    Batch batch = Examples.first(DATA.training(), 16);
    double[] gradient = probed.at(probed.parametersNow(), batch, 0).gradient();
    int at = 0;
    for (Map.Entry<String, INDArray> parameter : trial.network().paramTable().entrySet()) {
      int end = at + (int) parameter.getValue().length();
      double size = Arrays.stream(gradient, at, end).map(Math::abs).sum();
      if (parameter.getKey().matches(".*_(gamma|beta|mean|var)")) {
        assertThat(size).as(parameter.getKey()).isZero();
      } else if (parameter.getKey().endsWith("_W")) {
        assertThat(size).as(parameter.getKey()).isPositive();
      }
      at = end;
    }
  }

  private static double lossAt(
      ProbedNetwork probed, Batch batch, double[] here, double[] gradient, double step) {
    double[] there = here.clone();
    for (int i = 0; i < there.length; i++) {
      there[i] += step * gradient[i];
    }
    return probed.at(there, batch, 0).loss();
  }

  /** The landscape along the gradient, and the gradient of a layer after those below it moved. */
  @ParameterizedTest
  @EnumSource(BatchNormImplementation.class)
  void whatIsMeasuredIsWhatTheFormulasSay(BatchNormImplementation norm) {
    TrialConfig config = config(norm);
    TrainingObserver comparing =
        new TrainingObserver() {
          private StepMeasures measures;
          private ProbedNetwork probed;
          private StepBegins begins;
          private double[] before;
          private double[] gradient;

          @Override
          public void trialStarted(TrialStarted event) {
            measures = new StepMeasures(event);
            probed = new ProbedNetwork(event);
          }

          private Point at(double[] parameters) {
            return probed.at(parameters, begins.batch(), begins.step() - 1);
          }

          @Override
          public void stepBegins(StepBegins event) {
            begins = event;
            measures.before(event);
            before = probed.parametersNow();
            gradient = at(before).gradient();
            List<LandscapeRow> rows = measures.landscape();
            assertThat(rows).hasSize(6);
            for (LandscapeRow row : rows.subList(1, 6)) {
              double[] moved = new double[before.length];
              Arrays.setAll(moved, i -> before[i] - row.distance() * gradient[i]);
              Point there = at(moved);
              assertThat(row.loss()).isEqualTo(there.loss());
              double change = MathArrays.distance(there.gradient(), gradient);
              double length = row.distance() * MathArrays.safeNorm(gradient);
              // Sums of fewer than 2^16 squares, in double, perhaps in another order.
              assertThat(row.gradientDifference()).isCloseTo(change, within(1e-11 * change));
              double smoothness = change / length;
              assertThat(row.smoothness()).isCloseTo(smoothness, within(1e-11 * smoothness));
            }
          }

          @Override
          public void stepDone(StepDone event) {
            double[] updated = probed.parametersNow();
            List<ShiftRow> shifts = measures.after();
            for (int i = 1; i < 3; i++) {
              ParameterRange layer = probed.layers().get(i);
              double[] mixed = before.clone();
              System.arraycopy(updated, 0, mixed, 0, layer.from());
              double[] then = at(mixed).gradient();
              RealVector old = new ArrayRealVector(part(gradient, layer));
              RealVector shifted = new ArrayRealVector(part(then, layer));
              assertThat(shifts.get(i).gradientShift())
                  .isCloseTo(shifted.getDistance(old), within(1e-11 * old.getNorm()));
              assertThat(shifts.get(i).gradientCosine())
                  .isCloseTo(shifted.cosine(old), within(1e-11))
                  .isLessThan(1 - 1e-6);
            }
          }
        };
    new Trainer(() -> false).train(network(config), config, DATA, List.of(comparing));
  }

  private static double[] part(double[] all, ParameterRange layer) {
    return Arrays.copyOfRange(all, layer.from(), layer.to());
  }

  @Test
  void lengthsAndAnglesAreThoseOfTheStretch() {
    double[] a = {9, 3, 4, 9};
    double[] b = {-9, 4, 3, 7};
    assertThat(Vectors.dot(a, b, 1, 3)).isEqualTo(24);
    assertThat(Vectors.norm(a, 1, 3)).isEqualTo(5);
    assertThat(Vectors.distance(a, b, 1, 3)).isEqualTo(Math.sqrt(2));
    assertThat(Vectors.cosine(a, b, 1, 3)).isEqualTo(24.0 / 25);
    assertThat(Vectors.cosine(a, b, 0, 1)).isEqualTo(-1);
    assertThat(Vectors.cosine(new double[] {0, 2}, new double[] {3, 0}, 0, 2)).isZero();
    assertThat(Vectors.cosine(a, new double[4], 0, 4)).isNaN();
  }

  @Test
  void whatIsNotUpdatedDoesNotShift() {
    Measured measured = measure(config(BatchNormImplementation.CUSTOM));
    assertThat(measured.shifts).isNotEmpty();
    for (List<ShiftRow> shifts : measured.shifts) {
      // Images stay as they are, and no layer stands before the first one.
      assertThat(shifts.get(0).meanDrift()).isZero();
      assertThat(shifts.get(0).varianceDrift()).isZero();
      assertThat(shifts.get(0).gradientShift()).isZero();
      assertThat(shifts.get(0).gradientCosine()).isCloseTo(1, within(1e-12));
      assertThat(shifts.subList(1, 3))
          .allSatisfy(s -> assertThat(s.meanDrift()).isPositive())
          .allSatisfy(s -> assertThat(s.gradientShift()).isPositive())
          .allSatisfy(s -> assertThat(s.gradientCosine()).isBetween(-1.0, 1.0));
    }
  }
}
