package io.github.bnlab.experiment;

import java.nio.file.Path;

/**
 * How an experiment is run, as opposed to what it computes.
 *
 * @param results folder of all experiments
 * @param data where data comes from
 * @param rerun whether trials that are done already are run again
 * @param stop asks a running experiment to end
 * @param processes how many trials run side by side, and how
 */
public record RunOptions(
    Path results, DataSource data, boolean rerun, StopSignal stop, Processes processes) {
  /** One trial after another, in this process. */
  public RunOptions(Path results, DataSource data, boolean rerun, StopSignal stop) {
    this(results, data, rerun, stop, Processes.NONE);
  }
}
