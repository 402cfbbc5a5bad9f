package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.engine.kernels.Batch;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Watches a trial. Called in order on one thread; an exception thrown by an observer fails the
 * trial, so that nothing is lost unnoticed.
 */
public interface TrainingObserver {
  /** A notice for the user, such as that another kind of step than the requested one is used. */
  default void notice(String line) {}

  /** Before the first step. */
  default void trialStarted(TrialStarted event) {}

  /**
   * After {@link #trialStarted} and in place of the events of an earlier run, if the trial is
   * resumed from a state of that run; the network still has its initial parameters.
   */
  default void trialResumed(TrainingState resumed) {}

  /** Before every step, with its batch. */
  default void stepBegins(StepBegins event) {}

  /** After every step. */
  default void stepDone(StepDone event) {}

  /**
   * After every epoch that ends with an evaluation, and once with epoch 0 before the first step.
   */
  default void epochDone(EpochDone event) {}

  /** After the last step, whatever ended the training. */
  default void trialEnded(TrialEnded event) {}

  /**
   * A trial begins.
   *
   * @param config its settings
   * @param data the data really used
   * @param step takes its steps; none is taken yet
   * @param totalSteps how many steps it will take if nothing stops it
   */
  record TrialStarted(TrialConfig config, LoadedData data, TrainingStep step, int totalSteps) {
    /** The network, with all that steps have changed by the time of the call. */
    public MultiLayerNetwork network() {
      return step.network();
    }

    /** The kind of step really used. */
    public StepKind stepKind() {
      return step.kind();
    }
  }

  /**
   * A step is about to be taken.
   *
   * @param step its number, from 1
   * @param epoch it belongs to, from 1
   * @param batch its examples
   */
  record StepBegins(int step, int epoch, Batch batch) {}

  /**
   * A step was taken.
   *
   * @param step counted from 1
   * @param epoch counted from 1
   * @param batchSize examples of the step
   * @param trainingLoss mean cross-entropy of the batch before the update, in nats, without
   *     penalties
   * @param trainingSeconds spent on steps since the last evaluation
   */
  record StepDone(
      int step, int epoch, int batchSize, double trainingLoss, double trainingSeconds) {}

  /**
   * An epoch is over and the network was evaluated.
   *
   * @param epoch counted from 1; 0 is the state before the first step
   * @param step steps taken so far
   * @param trainingLoss mean over the examples since the last evaluation, NaN for epoch 0
   * @param validation score, or null where there is no validation split
   * @param test score, or null where there is no test split
   * @param trainingSample score on the first training examples, or null where that is not asked for
   * @param batchNorm state of the normalization layers that are followed, first to last
   * @param trainingSeconds wall time of the steps since the last evaluation
   * @param evaluationSeconds wall time of this one
   */
  record EpochDone(
      int epoch,
      int step,
      double trainingLoss,
      Score validation,
      Score test,
      Score trainingSample,
      List<BatchNormState> batchNorm,
      double trainingSeconds,
      double evaluationSeconds) {
    public EpochDone {
      batchNorm = List.copyOf(batchNorm);
    }
  }

  /**
   * A trial is over.
   *
   * @param outcome how it ended
   * @param step the last step taken
   * @param reason one sentence for people, empty for {@code FINISHED}
   */
  record TrialEnded(Outcome outcome, int step, String reason) {
    /** How a training can end, but for an exception. */
    public enum Outcome {
      FINISHED,
      STOPPED_EARLY,
      TIME_BUDGET,
      DIVERGED,
      INTERRUPTED;

      /** Whether the network is what the settings ask for. */
      public boolean isAsConfigured() {
        return this == FINISHED || this == STOPPED_EARLY || this == TIME_BUDGET;
      }
    }
  }
}
