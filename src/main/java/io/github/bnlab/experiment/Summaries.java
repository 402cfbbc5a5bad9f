package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.TrialSummary.Normalization;
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
        samplesPerSecond(timing),
        firstNormalization(reader.batchNorm()));
  }

  private static Double best(List<EpochRow> epochs, Function<EpochRow, Double> accuracy) {
    return epochs.stream()
        .map(accuracy)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static double samplesPerSecond(List<TimingRow> timing) {
    double samples = 0;
    double seconds = 0;
    for (TimingRow row : timing) {
      if (row.trainingSamplesPerSecond() != null) {
        samples += row.trainingSamplesPerSecond() * row.trainingSeconds();
        seconds += row.trainingSeconds();
      }
    }
    return samples / seconds;
  }

  private static Normalization firstNormalization(List<BatchNormRow> rows) {
    if (rows.isEmpty()) {
      return null;
    }
    String layer = rows.get(0).layer();
    int epoch = rows.get(rows.size() - 1).epoch();
    List<BatchNormRow> last =
        rows.stream().filter(r -> r.epoch() == epoch && r.layer().equals(layer)).toList();
    return new Normalization(
        layer,
        last.stream().map(BatchNormRow::gamma).toList(),
        last.stream().map(BatchNormRow::beta).toList());
  }
}
