/**
 * Runs experiments: each trial, a value, goes into a {@code TrialRunner} and comes out as a run
 * directory; summaries are read from there, so that it does not matter which process wrote it.
 */
package io.github.bnlab.experiment;
