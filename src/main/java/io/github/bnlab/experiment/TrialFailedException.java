package io.github.bnlab.experiment;

/** A trial whose result a search needs, and which failed other than by training badly. */
public final class TrialFailedException extends RuntimeException {
  TrialFailedException(TrialSummary trial, String search) {
    super(
        "%s failed: %s; the %s cannot continue"
            .formatted(trial.directory(), trial.status().reason(), search));
  }
}
