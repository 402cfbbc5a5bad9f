package io.github.bnlab.training;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.training.TrainingObserver.TrialEnded;
import io.github.bnlab.training.TrainingObserver.TrialStarted;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains networks. What a training computes is a function of the network's initial parameters, the
 * settings and the data alone. It ends early, cleanly, when asked to or when its thread is
 * interrupted.
 *
 * @param stop asked before every step whether to end
 * @param checkpoints save states; a training resumes from the newest one, if any
 */
public record Trainer(BooleanSupplier stop, Checkpoints checkpoints) {
  /** A trainer that saves no states. */
  public Trainer(BooleanSupplier stop) {
    this(stop, new Checkpoints() {});
  }

  /**
   * Trains a network.
   *
   * @param network initialized, with its initial parameters; they are changed
   * @param observers receive all events; an exception from them ends the training
   * @return how it ended, which observers were told before
   * @throws io.github.bnlab.config.ConfigException or {@link
   *     io.github.bnlab.dataset.DataException}, before the first step, if a batch could not be
   *     trained on
   */
  public TrialEnded train(
      MultiLayerNetwork network,
      TrialConfig config,
      LoadedData data,
      List<? extends TrainingObserver> observers) {
    TrainableCheck.check(config, data.training());
    // This program does not use ND4J's global generator; a layer of DL4J might.
    Nd4j.getRandom().setSeed(config.training().seed());
    TrainingObserver all = new Observers(List.copyOf(observers));
    TrainingStep step = TrainingStep.of(network, config.training(), all::notice);
    TrainingLength length = TrainingLength.of(config.training(), data.training().size());
    TrialStarted trial = new TrialStarted(config, data, step, length.steps());
    all.trialStarted(trial);
    Progress progress = resumed(step, config, all);
    ImageSet sample = data.training().first(config.recording().trainingExamples());
    TrialEnded ended =
        new TrainingLoop(trial, sample, progress, all, checkpoints, this::stopRequested).run();
    step.network(); // brings the network up to date
    all.trialEnded(ended);
    return ended;
  }

  private Progress resumed(TrainingStep step, TrialConfig config, TrainingObserver all) {
    Progress progress = new Progress(config.training().earlyStopping());
    checkpoints
        .start()
        .ifPresent(
            state -> {
              all.trialResumed(state);
              state.network().applyTo(step.network());
              step.reload();
              progress.resume(state);
            });
    return progress;
  }

  private boolean stopRequested() {
    return stop.getAsBoolean() || Thread.interrupted();
  }
}
