package io.github.bnlab.experiment.shell;

import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.Require;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.EpochOrder;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.network.Networks;
import io.github.bnlab.training.BatchNormState;
import io.github.bnlab.training.Evaluation;
import io.github.bnlab.training.Examples;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.TrainableCheck;
import io.github.bnlab.training.TrainingLength;
import io.github.bnlab.training.TrainingStep;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A network that is trained a few steps at a time, with the numbers that {@code bnlab run} gives.
 */
public final class LabNetwork {
  private final TrialConfig config;
  private final TrainingStep step;
  private int taken;

  LabNetwork(TrialConfig config) {
    InferenceStatistics statistics = config.batchNorm().evaluatesBy();
    Require.that(
        statistics == InferenceStatistics.RUNNING,
        "batchNorm.inference",
        KnownNames.label(statistics),
        "be running in the shell");
    Backends.load(config.backend());
    this.config = config;
    this.step = TrainingStep.of(Networks.build(config), config.training(), notice -> {});
  }

  /** All settings of the network and its training. */
  public TrialConfig config() {
    return config;
  }

  /** DL4J's network; the next step takes changed parameters, not changed updaters or rates. */
  public MultiLayerNetwork model() {
    return step.network();
  }

  double[] train(LoadedData data, int steps) {
    ImageSet images = data.training();
    TrainableCheck.check(config, images);
    step.reload();
    TrainingConfig training = config.training();
    int size = training.batchSize();
    int perEpoch = TrainingLength.of(training, images.size()).stepsPerEpoch();
    double[] losses = new double[Math.max(0, steps)];
    int[] order = {};
    for (int i = 0; i < losses.length; i++) {
      int inEpoch = taken % perEpoch;
      if (i == 0 || inEpoch == 0) {
        order =
            EpochOrder.of(training.seed(), taken / perEpoch + 1, images.size(), training.shuffle());
      }
      int from = inEpoch * size;
      losses[i] = step.take(Examples.of(images, order, from, Math.min(size, images.size() - from)));
      taken++;
      if (inEpoch == perEpoch - 1) {
        step.network().incrementEpochCount();
      }
      if (!Double.isFinite(losses[i])) {
        losses = Arrays.copyOf(losses, i + 1);
      }
    }
    step.network(); // brings it up to date
    return losses;
  }

  /** Mean cross-entropy in inference, in nats. */
  public double loss(ImageSet images) {
    return score(images).loss();
  }

  /** Share of images whose likeliest class is their label, in inference. */
  public double accuracy(ImageSet images) {
    return score(images).accuracy();
  }

  private Score score(ImageSet images) {
    if (images.size() == 0) {
      throw new ConfigException(
          "there are no images to evaluate on; the shell holds out none for validation: pass training() or test()");
    }
    step.reload();
    return new Evaluation(step).of(images);
  }

  /** What the normalization layers hold, of a deep network those that are followed. */
  public List<BatchNormState> norms() {
    return BatchNormState.of(model(), config.batchNorm());
  }

  /**
   * What a normalization layer holds.
   *
   * @param place such as {@code dense1}
   */
  public BatchNormState norm(String place) {
    BatchNormConfig norm = config.batchNorm();
    boolean none = norm.implementation() == BatchNormImplementation.NONE;
    List<String> places = none ? List.of() : norm.where();
    if (!places.contains(place)) {
      throw new ConfigException(
          "there is no normalization at %s; it is at %s".formatted(place, places));
    }
    return BatchNormState.of(model(), place);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, batch norm %s, %,d parameters, %d steps taken",
        KnownNames.label(config.network()),
        KnownNames.label(config.batchNorm().implementation()),
        step.network().numParams(),
        taken);
  }
}
