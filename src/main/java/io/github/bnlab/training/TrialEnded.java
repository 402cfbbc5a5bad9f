package io.github.bnlab.training;

/**
 * A trial is over.
 *
 * @param outcome how it ended
 * @param step the last step taken
 * @param reason one sentence for people, empty for {@code FINISHED}
 */
public record TrialEnded(Outcome outcome, int step, String reason) {
  /** How a trial can end by itself. */
  public enum Outcome {
    FINISHED,
    DIVERGED,
    INTERRUPTED
  }
}
