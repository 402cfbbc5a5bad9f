package io.github.bnlab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.network.Networks;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.HistogramRow;
import io.github.bnlab.rows.Rows.PercentileRow;
import io.github.bnlab.training.Trainer;
import io.github.bnlab.training.Trials;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeRecorderTest {
  @TempDir private Path results;

  @Test
  void recordsEveryEpochAndTheFirstSteps() {
    // 40 examples in batches of 16: 3 steps per epoch.
    TrialConfig config =
        Trials.trial(Trials.training(2, null, 0.1), BatchNormImplementation.NONE, Trials.D2L);
    MultiLayerNetwork network = new MultiLayerNetwork(Networks.configuration(config));
    network.init();
    try (RunDirectory directory = new RunDirectory(results, "trial").begin()) {
      ProbeRecorder recorder = new ProbeRecorder(directory);
      new Trainer(() -> false).train(network, config, Trials.data(), List.of(recorder));
      directory.commit();
    }
    RunReader reader = new RunReader(results.resolve("trial"));
    List<PercentileRow> percentiles = new ArrayList<>();
    reader.each(RunTable.ACTIVATIONS, percentiles::add);
    assertThat(percentiles.stream().filter(row -> row.layer().equals("dense1")))
        .filteredOn(row -> row.unit().equals(PercentileRow.ALL_UNITS))
        .extracting(PercentileRow::step)
        .containsExactly(0, 1, 2, 3, 5, 6);
    List<HistogramRow> histograms = new ArrayList<>();
    reader.each(RunTable.HISTOGRAMS, histograms::add);
    assertThat(histograms).hasSize(2 * 3 * 2 * 48);
    assertThat(histograms.stream().filter(row -> row.unit().equals(PercentileRow.ALL_UNITS)))
        .hasSize(3 * 2 * 48);
    assertThat(histograms).allMatch(row -> row.low() < row.high());
  }

  @Test
  void theSeriesIsOneTwoFive() {
    assertThat(java.util.stream.IntStream.rangeClosed(1, 1000).filter(ProbeRecorder::isInSeries))
        .containsExactly(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000);
  }
}
