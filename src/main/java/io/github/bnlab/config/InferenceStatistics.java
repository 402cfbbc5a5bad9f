package io.github.bnlab.config;

/** Which statistics batch normalization takes where a network is evaluated. */
public enum InferenceStatistics {
  /** The running mean and variance that training left. */
  RUNNING,
  /** Mean and variance over the training split (Ioffe and Szegedy, 2015, algorithm 2). */
  POPULATION,
  /** Those of the batch that is evaluated, as in training. */
  BATCH
}
