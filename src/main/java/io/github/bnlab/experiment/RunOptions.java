package io.github.bnlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How an experiment is run, as opposed to what it computes.
 *
 * @param results folder of all experiments
 * @param data where data comes from
 * @param earlier what happens to trials that were run before
 * @param checkpoints time between checkpoints within an epoch; zero: there are none
 * @param stop asks a running experiment to end
 * @param parallel how many trials run at the same time, on as many threads; at least 1
 * @param shard which of the trials this process runs, while others run the rest
 * @param cluster runs the trials where it is given, instead of this process
 */
public record RunOptions(
    Path results,
    DataSource data,
    Earlier earlier,
    Duration checkpoints,
    StopSignal stop,
    int parallel,
    Shard shard,
    Optional<Consumer<RemoteTrials>> cluster) {
  /** Time between checkpoints if nothing else is said. */
  public static final Duration USUAL_CHECKPOINTS = Duration.ofMinutes(5);

  /** What happens to trials that were run before. */
  public enum Earlier {
    /** Finished trials are not run again; unfinished ones continue if they can. */
    GO_ON,
    /** The same, but an unfinished trial that cannot continue is an error. */
    MUST_CONTINUE,
    /** All trials are run from the beginning. */
    RERUN
  }

  /** All trials, in this process; data is kept from one trial, and one run, to the next. */
  public RunOptions(
      Path results,
      DataSource data,
      Earlier earlier,
      Duration checkpoints,
      StopSignal stop,
      int parallel) {
    this(
        results,
        data.cached(),
        earlier,
        checkpoints,
        stop,
        parallel,
        Shard.WHOLE,
        Optional.empty());
  }

  /** All trials, in this process, with the usual checkpoints. */
  public RunOptions(Path results, DataSource data, Earlier earlier, StopSignal stop, int parallel) {
    this(results, data, earlier, USUAL_CHECKPOINTS, stop, parallel);
  }

  /** The same for a part of the trials. */
  public RunOptions with(Shard other) {
    return new RunOptions(results, data, earlier, checkpoints, stop, parallel, other, cluster);
  }

  /** The same on a cluster. */
  public RunOptions on(Consumer<RemoteTrials> machines) {
    return new RunOptions(
        results, data, earlier, checkpoints, stop, parallel, shard, Optional.of(machines));
  }
}
