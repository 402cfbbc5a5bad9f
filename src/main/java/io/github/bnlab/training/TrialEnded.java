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
