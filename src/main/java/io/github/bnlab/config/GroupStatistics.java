package io.github.bnlab.config;

/**
 * What the running statistics take of a batch that is normalized in groups: the mean of the groups'
 * means and variances, or the mean and variance of the whole batch.
 */
public enum GroupStatistics {
  AVERAGED,
  POOLED
}
