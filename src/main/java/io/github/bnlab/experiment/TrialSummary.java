package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.recording.files.RunStatus;
import java.nio.file.Path;
import java.util.List;

/**
 * The result of a trial, read from its run directory.
 *
 * @param trial its settings
 * @param directory its run directory
 * @param wasDoneBefore whether it was found done and not run again
 * @param status how it ended, and the data and kind of step really used
 * @param last the last epoch, or null where none was evaluated
 * @param bestTestAccuracy the highest of all epochs, in [0, 1], or null without such a split
 * @param bestValidationAccuracy the highest of all epochs, in [0, 1], or null without such a split
 * @param seconds of training and evaluation
 * @param samplesPerSecond examples trained on per second of training, or NaN
 * @param firstNormalization gamma and beta of the first normalization layer at the end, or null
 */
public record TrialSummary(
    TrialConfig trial,
    Path directory,
    boolean wasDoneBefore,
    RunStatus status,
    EpochRow last,
    Double bestValidationAccuracy,
    Double bestTestAccuracy,
    double seconds,
    double samplesPerSecond,
    Normalization firstNormalization) {

  /**
   * Parameters of a normalization layer.
   *
   * @param layer place in the network
   * @param gamma scales, one a feature
   * @param beta shifts, one a feature
   */
  public record Normalization(String layer, List<Double> gamma, List<Double> beta) {
    public Normalization {
      gamma = List.copyOf(gamma);
      beta = List.copyOf(beta);
    }
  }
}
