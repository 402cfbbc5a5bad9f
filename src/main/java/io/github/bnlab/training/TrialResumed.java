package io.github.bnlab.training;

/**
 * A trial is resumed where an earlier run was interrupted; events of that run are not repeated.
 *
 * @param step steps taken before
 * @param epoch the epoch of the last of them
 * @param examplesOfEpoch examples of an unfinished epoch trained on before
 * @param validation the last score, or null
 * @param test the last score, or null
 */
public record TrialResumed(
    int step, int epoch, long examplesOfEpoch, Score validation, Score test) {
  /** From a state on. */
  public static TrialResumed at(TrainingState state) {
    return new TrialResumed(
        state.step(),
        state.stepsOfEpoch() == 0 ? state.epoch() - 1 : state.epoch(),
        state.examples(),
        state.validation(),
        state.test());
  }
}
