package io.github.bnlab.training;

import java.util.List;

/**
 * An epoch is over and the network was evaluated.
 *
 * @param epoch counted from 1; 0 is the state before the first step
 * @param step steps taken so far
 * @param trainingLoss mean over the examples of the epoch, NaN for epoch 0
 * @param validation score, or null where there is no validation split
 * @param test score, or null where there is no test split
 * @param trainingSample score on the first training examples, or null where that is not asked for
 * @param batchNorm state of the normalization layers that are followed, first to last
 * @param trainingSeconds wall time of the steps of this epoch
 * @param evaluationSeconds wall time of the evaluation after it
 */
public record EpochDone(
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
