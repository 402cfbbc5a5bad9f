package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.recording.files.BatchNormRow;
import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.TimingRow;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Reads summaries of trials from their run directories. */
final class Summaries {
  private Summaries() {}

  static TrialSummary read(TrialConfig trial, Path directory, boolean wasDoneBefore) {
    RunReader reader = new RunReader(directory);
    List<EpochRow> epochs = reader.epochs();
    List<TimingRow> timing = reader.timing();
    return new TrialSummary(
        trial,
        directory,
        wasDoneBefore,
        reader.status(),
        epochs.isEmpty() ? null : epochs.get(epochs.size() - 1),
        best(epochs, EpochRow::validationAccuracy),
        best(epochs, EpochRow::testAccuracy),
        timing.stream().mapToDouble(row -> row.trainingSeconds() + row.evaluationSeconds()).sum(),
        TimingRow.samplesPerSecond(timing),
        () -> afterTraining(reader.batchNorm()));
  }

  private static Double best(List<EpochRow> epochs, Function<EpochRow, Double> accuracy) {
    return epochs.stream()
        .map(accuracy)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static List<BatchNormRow> afterTraining(List<BatchNormRow> rows) {
    int last = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).epoch();
    return rows.stream().filter(row -> row.epoch() == last).toList();
  }
}
