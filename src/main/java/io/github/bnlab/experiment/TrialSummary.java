package io.github.bnlab.experiment;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.BatchNormRow;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.rows.Rows.TimingRow;
import java.nio.file.Path;
import java.util.List;

/**
 * The result of a trial, read from its run directory; of a damaged table, the rows before the
 * fault. The report names the fault.
 *
 * @param trial its settings
 * @param directory its run directory
 * @param wasDoneBefore whether it was found done and not run again
 * @param status how it ended, and the data and kind of step really used
 * @param last the last epoch, or null where none was evaluated
 * @param seconds of training and evaluation
 * @param samplesPerSecond examples trained on per second of training, or NaN
 */
public record TrialSummary(
    TrialConfig trial,
    Path directory,
    boolean wasDoneBefore,
    RunStatus status,
    EpochRow last,
    double seconds,
    double samplesPerSecond) {
  static TrialSummary read(TrialConfig trial, Path directory, boolean wasDoneBefore) {
    RunReader reader = new RunReader(directory);
    List<EpochRow> epochs = reader.rowsBeforeFault(RunTable.EPOCHS);
    List<TimingRow> timing = reader.rowsBeforeFault(RunTable.TIMING);
    return new TrialSummary(
        trial,
        directory,
        wasDoneBefore,
        reader.status(),
        epochs.isEmpty() ? null : epochs.get(epochs.size() - 1),
        timing.stream().mapToDouble(row -> row.trainingSeconds() + row.evaluationSeconds()).sum(),
        TimingRow.samplesPerSecond(timing));
  }

  /** Whether normalization of any kind is part of the network. */
  public boolean isNormalized() {
    return trial.batchNorm().implementation() != BatchNormImplementation.NONE;
  }

  /**
   * The features of all normalization layers at the end, layer by layer. They are read now: those
   * of all trials of a large experiment would take much memory.
   */
  public List<BatchNormRow> normalizations() {
    if (last == null || last.trainingLoss() == null) {
      return List.of(); // Nothing is learned yet, or the directory holds an earlier run.
    }
    List<BatchNormRow> rows = new RunReader(directory).rowsBeforeFault(RunTable.BATCH_NORM);
    int epoch = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).epoch();
    return rows.stream().filter(row -> row.epoch() == epoch).toList();
  }
}
