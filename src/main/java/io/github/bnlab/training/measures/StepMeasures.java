package io.github.bnlab.training.measures;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.engine.kernels.Batch;
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
  /**
   * How large the gradient of a layer is (Bjorck et al., 2018, figure 4).
   *
   * @param layer with weights, such as {@code conv1}
   * @param gradient Euclidean norm of the gradient of the mean loss by its weights and biases
   * @param parameters Euclidean norm of its weights and biases
   */
  public record GradientNorm(String layer, double gradient, double parameters) {}

  /**
   * The loss {@code L} of a batch and its gradient {@code g} some way along the gradient, at {@code
   * p - distance * g(p)} (Santurkar et al., 2018, figure 4).
   *
   * @param distance in units of a learning rate
   * @param loss mean cross-entropy there, in nats
   * @param gradientDifference {@code |g(p - distance * g(p)) - g(p)|}
   * @param smoothness that difference divided by {@code distance * |g(p)|}, a lower bound of the
   *     smoothness constant of the loss; null at distance 0
   */
  public record LandscapePoint(
      double distance, double loss, double gradientDifference, Double smoothness) {}

  /**
   * How one update shifts the inputs and the gradient of a layer.
   *
   * @param layer with weights, such as {@code conv2}
   * @param meanDrift root mean square over the units (channels) of its input of the change of their
   *     means on a fixed batch, each in units of the unit's standard deviation before: the internal
   *     covariate shift of Ioffe and Szegedy (2015)
   * @param varianceDrift likewise, of the change of their standard deviations
   * @param gradientShift Euclidean distance of the layer's gradients, on the batch of the step,
   *     before and after the update of the layers before it: the internal covariate shift of
   *     Santurkar et al. (2018), definition 2.1
   * @param gradientCosine cosine of the angle between the two gradients; NaN if one of them is 0
   */
  public record LayerShift(
      String layer,
      double meanDrift,
      double varianceDrift,
      double gradientShift,
      double gradientCosine) {}

  /** Images over which the distributions of inputs are followed; a whole batch in groups. */
  private static final int IMAGES = 256;

  /**
   * Distances at which the loss is evaluated, in learning rates; Santurkar et al. (2018) go from
   * 1/2 to 4.
   */
  private static final double[] DISTANCES = {0, 0.25, 0.5, 1, 2, 4};

  private final ProbedNetwork probed;
  private final List<ParameterRange> followed;
  private final Batch images;
  private final double learningRate;
  private final int every;
  private Batch batch;
  private int iteration;
  private double[] parameters;
  private Point here;

  /** Measures of a trial that begins. */
  public StepMeasures(TrialStarted trial) {
    probed = new ProbedNetwork(trial);
    followed = DeepNetConfig.followed(probed.layers());
    learningRate = trial.config().training().learningRate();
    every = trial.config().recording().measures();
    int batchSize = trial.config().training().batchSize();
    int count = trial.config().batchNorm().groups() == 1 ? IMAGES : batchSize;
    images = Examples.first(trial.data().training(), count);
  }

  /** Whether a step is measured: the first one, then every n-th one. */
  public boolean isMeasured(int step) {
    return (step - 1) % every == 0;
  }

  /** Measures the network before its update. */
  public void before(StepBegins step) {
    batch = step.batch();
    iteration = step.step() - 1;
    parameters = probed.parametersNow();
    here = probed.at(parameters, batch, iteration);
  }

  /** The gradients that {@link #before} saw, layer by layer. */
  public List<GradientNorm> gradients() {
    return probed.layers().stream()
        .map(
            layer ->
                new GradientNorm(
                    layer.name(),
                    Vectors.norm(here.gradient(), layer.from(), layer.to()),
                    Vectors.norm(parameters, layer.from(), layer.to())))
        .toList();
  }

  /** The loss along the gradient that {@link #before} saw. */
  public List<LandscapePoint> landscape() {
    double[] gradient = here.gradient();
    double slope = Vectors.norm(gradient, 0, gradient.length);
    List<LandscapePoint> points = new ArrayList<>();
    for (double rates : DISTANCES) {
      double distance = rates * learningRate;
      if (distance == 0) {
        points.add(new LandscapePoint(0, here.loss(), 0, null));
        continue;
      }
      double[] moved = parameters.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] -= distance * gradient[i];
      }
      Point there = probed.at(moved, batch, iteration);
      double difference = Vectors.distance(there.gradient(), gradient, 0, gradient.length);
      points.add(
          new LandscapePoint(distance, there.loss(), difference, difference / (distance * slope)));
    }
    return points;
  }

  /** What the update since {@link #before} changed, by the layers that are followed. */
  public List<LayerShift> after() {
    double[] updated = probed.parametersNow();
    List<InputStatistics> inputsBefore = probed.inputs(parameters, images, iteration, followed);
    List<InputStatistics> inputsAfter = probed.inputs(updated, images, iteration, followed);
    List<LayerShift> shifts = new ArrayList<>();
    for (int i = 0; i < followed.size(); i++) {
      ParameterRange layer = followed.get(i);
      double[] mixed = parameters.clone();
      System.arraycopy(updated, 0, mixed, 0, layer.from());
      double[] shifted = probed.at(mixed, batch, iteration).gradient();
      shifts.add(
          new LayerShift(
              layer.name(),
              inputsBefore.get(i).meanDrift(inputsAfter.get(i)),
              inputsBefore.get(i).varianceDrift(inputsAfter.get(i)),
              Vectors.distance(shifted, here.gradient(), layer.from(), layer.to()),
              Vectors.cosine(shifted, here.gradient(), layer.from(), layer.to())));
    }
    return shifts;
  }
}
