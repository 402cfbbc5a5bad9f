package io.github.bnlab.benchmark;

/** What is timed. */
public enum Task {
  /** A training step on one batch. */
  STEP,

  /** An evaluation of the test split. */
  EVALUATION
}
