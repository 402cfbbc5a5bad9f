package io.github.bnlab.training;

/**
 * A training between two steps: all that is needed to resume it as if it had not been interrupted.
 * Orders of the data and random numbers are functions of (seed, epoch, step) and need no state.
 *
 * @param step steps taken
 * @param epoch the epoch that the next step belongs to, from 1
 * @param stepsOfEpoch steps of that epoch taken
 * @param lossSum sum over the examples since the last evaluation of their batches' losses
 * @param examples how many examples these are
 * @param lowestLoss the lowest loss that early stopping saw; infinite if there was none
 * @param epochsSince epochs since then
 * @param nanos time spent on the training
 * @param stepNanos time spent on steps since the last evaluation
 * @param validation the last score, or null
 * @param test the last score, or null
 * @param network parameters and state of the update rule
 */
public record TrainingState(
    int step,
    int epoch,
    int stepsOfEpoch,
    double lossSum,
    long examples,
    double lowestLoss,
    int epochsSince,
    long nanos,
    long stepNanos,
    Score validation,
    Score test,
    NetworkState network) {
  /** The epoch of the last step. */
  public int lastEpoch() {
    return stepsOfEpoch == 0 ? epoch - 1 : epoch;
  }

  /** The same with another state of the network. */
  public TrainingState with(NetworkState other) {
    return new TrainingState(
        step,
        epoch,
        stepsOfEpoch,
        lossSum,
        examples,
        lowestLoss,
        epochsSince,
        nanos,
        stepNanos,
        validation,
        test,
        other);
  }
}
