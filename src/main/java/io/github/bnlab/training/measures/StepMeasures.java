package io.github.bnlab.training.measures;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.network.LearningRateSchedule;
import io.github.bnlab.rows.Rows.GradientRow;
import io.github.bnlab.rows.Rows.LandscapeRow;
import io.github.bnlab.rows.Rows.ShiftRow;
import io.github.bnlab.training.Examples;
import io.github.bnlab.training.TrainingObserver.StepBegins;
import io.github.bnlab.training.TrainingObserver.TrialStarted;
import io.github.bnlab.training.measures.ProbedNetwork.ParameterRange;
import io.github.bnlab.training.measures.ProbedNetwork.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures around one step: {@link #before} it, gradients and the landscape along the gradient;
 * {@link #after} it, what it changed for each layer. Layers are those with weights; their norms are
 * those of weights and biases, so that they can be compared with and without normalization. Each
 * shift costs a gradient: of a deep network only some layers are followed. The gradient of the
 * landscape is that by all trained parameters.
 *
 * <p>Everything is computed on a copy of the network, in training mode, without penalties.
 */
public final class StepMeasures {
  /** Images over which the distributions of inputs are followed; a whole batch in groups. */
  private static final int IMAGES = 256;

  /**
   * Distances at which the loss is evaluated, in learning rates of the step; Santurkar et al.
   * (2018) go from 1/2 to 4.
   */
  private static final double[] DISTANCES = {0.25, 0.5, 1, 2, 4};

  private final ProbedNetwork probed;
  private final List<ParameterRange> followed;
  private final Batch images;
  private final LearningRateSchedule rates;
  private final int every;
  private StepBegins step;
  private double[] parameters;
  private Point here;

  /** Measures of a trial that begins. */
  public StepMeasures(TrialStarted trial) {
    probed = new ProbedNetwork(trial);
    followed = DeepNetConfig.followed(probed.layers());
    TrainingConfig training = trial.config().training();
    rates = new LearningRateSchedule(training.learningRate(), training.schedule());
    every = trial.config().recording().measures();
    int count = trial.config().batchNorm().groups() == 1 ? IMAGES : training.batchSize();
    images = Examples.first(trial.data().training(), count);
  }

  /** Whether a step is measured: the first one, then every n-th one. */
  public boolean isMeasured(int step) {
    return (step - 1) % every == 0;
  }

  /** Measures the network before its update. */
  public void before(StepBegins begins) {
    step = begins;
    parameters = probed.parametersNow();
    here = at(parameters);
  }

  /** Loss and gradient of the step's batch at a point of parameter space. */
  private Point at(double[] point) {
    return probed.at(point, step.batch(), step.step() - 1);
  }

  /** The gradients that {@link #before} saw, layer by layer. */
  public List<GradientRow> gradients() {
    return probed.layers().stream()
        .map(
            layer ->
                new GradientRow(
                    step.epoch(),
                    step.step(),
                    layer.name(),
                    Vectors.norm(here.gradient(), layer.from(), layer.to()),
                    Vectors.norm(parameters, layer.from(), layer.to())))
        .toList();
  }

  /** The loss along the gradient that {@link #before} saw; here alone at a learning rate of 0. */
  public List<LandscapeRow> landscape() {
    double rate = rates.valueAt(step.step() - 1, step.epoch() - 1);
    double[] gradient = here.gradient();
    double slope = Vectors.norm(gradient, 0, gradient.length);
    List<LandscapeRow> points = new ArrayList<>();
    points.add(new LandscapeRow(step.epoch(), step.step(), 0, here.loss(), 0, null));
    for (double multiple : rate == 0 ? new double[0] : DISTANCES) {
      double distance = multiple * rate;
      double[] moved = parameters.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] -= distance * gradient[i];
      }
      Point there = at(moved);
      double difference = Vectors.distance(there.gradient(), gradient, 0, gradient.length);
      double smoothness = difference / (distance * slope);
      points.add(
          new LandscapeRow(
              step.epoch(), step.step(), distance, there.loss(), difference, smoothness));
    }
    return points;
  }

  /** What the update since {@link #before} changed, by the layers that are followed. */
  public List<ShiftRow> after() {
    double[] updated = probed.parametersNow();
    int iteration = step.step() - 1;
    List<InputStatistics> inputsBefore = probed.inputs(parameters, images, iteration, followed);
    List<InputStatistics> inputsAfter = probed.inputs(updated, images, iteration, followed);
    List<ShiftRow> shifts = new ArrayList<>();
    for (int i = 0; i < followed.size(); i++) {
      ParameterRange layer = followed.get(i);
      double[] mixed = parameters.clone();
      System.arraycopy(updated, 0, mixed, 0, layer.from());
      double[] shifted = at(mixed).gradient();
      shifts.add(
          new ShiftRow(
              step.epoch(),
              step.step(),
              layer.name(),
              inputsBefore.get(i).meanDrift(inputsAfter.get(i)),
              inputsBefore.get(i).deviationDrift(inputsAfter.get(i)),
              Vectors.distance(shifted, here.gradient(), layer.from(), layer.to()),
              Vectors.cosine(shifted, here.gradient(), layer.from(), layer.to())));
    }
    return shifts;
  }
}
