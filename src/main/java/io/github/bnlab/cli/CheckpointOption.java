package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.experiment.RunOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** {@code --checkpoint-minutes}, of every command that trains. */
final class CheckpointOption {
  private static final String NAME = "--checkpoint-minutes";
  private static final double MILLIS = 60_000;

  @Option(
      names = NAME,
      paramLabel = "M",
      description =
          "Minutes between two checkpoints within an epoch (default: 5). A checkpoint is also saved"
              + " after every epoch. With 0, there are none, and an unfinished trial starts again"
              + " from the beginning.")
  private Double minutes;

  /** Zero for none. */
  Duration interval() {
    if (minutes == null) {
      return RunOptions.USUAL_CHECKPOINTS;
    }
    if (!(minutes >= 0 && minutes < 1e6)) {
      throw new ConfigException(
          NAME + " is " + minutes + "; it must be a number of minutes, or 0 for no checkpoints");
    }
    return minutes == 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(1, Math.round(minutes * MILLIS)));
  }
}
