package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.Changed;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.TrialSummary;
import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.BatchNormRow;
import io.github.bnlab.rows.Rows.EpochRow;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTableTest {
  static final TrialConfig TRIAL =
      ExperimentReader.read(Path.of("configs/fashion-bn-lenet.yaml"), List.of()).trials().get(0);

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void theResultsHaveNoColumnWithoutNumbers() {
    new TrialTable(terminal(200)).printResults(List.of(summary(TRIAL)));
    assertThat(printed())
        .contains("test accuracy", "90.12%", "0.2500", TRIAL.trial())
        .doesNotContain("validation", "ended");
  }

  @Test
  void theAccuracyBeforeTrainingIsNoResult() {
    EpochRow untrained = new EpochRow(0, 0, null, null, null, 2.3, 0.1134, null);
    new TrialTable(terminal(200))
        .printResults(List.of(Changed.with(summary(TRIAL), "last", untrained)));
    assertThat(printed()).contains(TRIAL.trial(), "20").doesNotContain("11.34%");
  }

  @Test
  void theResultsFitTheTerminalAndTheAccuracyStays() {
    new TrialTable(terminal(60)).printResults(List.of(summary(TRIAL)));
    assertThat(printed().lines()).allMatch(line -> line.length() < 60);
    assertThat(printed()).contains("accuracy", "90.12%", "1:15");
  }

  @Test
  void everyLayerHasMinimumMedianAndMaximumAndSmallOnesTheirValues() {
    new TrialTable(terminal(80)).printNormalizations(List.of(normalized()), false);
    assertThat(printed())
        .containsPattern("conv1 +4 +gamma +-1.0000 +0.5000 +2.0000")
        .containsPattern("beta +-2.0000 +-0.5000 +1.0000")
        .containsPattern("dense1 +17 +gamma +-1.0000 +7.0000 +15.0000")
        .containsPattern("(?m)^ {4}gamma {12}\\[ +-1.0000, +0.0000, +1.0000, +2.0000\\]$")
        .containsPattern("running mean +\\[ +0.2500, ")
        .contains("running variance [ 2.0e+04, 2.0e+04, ")
        .doesNotContain(" 14.0000");
    assertThat(printed().lines()).allMatch(line -> line.length() < 80);
  }

  @Test
  void theValuesOfLargeLayersAreThereWhereTheyAreAskedFor() {
    new TrialTable(terminal(80)).printNormalizations(List.of(normalized()), true);
    assertThat(printed()).contains(" 14.0000");
  }

  @Test
  void whatWasNotRecordedCannotBePrinted() {
    new TrialTable(terminal(80)).printNormalizations(List.of(normalized(List.of())), true);
    assertThat(printed()).contains("--values: 1 trial(s) have no batchnorm.csv");
  }

  @Test
  void layerNormalizationHasNoRunningStatistics() {
    BatchNormRow row = new BatchNormRow(2, "conv1", 0, 1, 0, null, null);
    new TrialTable(terminal(80)).printNormalizations(List.of(normalized(List.of(row))), false);
    assertThat(printed()).contains("gamma").doesNotContain("running");
  }

  @Test
  void ofManyTrialsAFewShowWhatTheyLearned() {
    List<TrialSummary> many = Collections.nCopies(54, normalized());
    new TrialTable(terminal(80)).printNormalizations(many, false);
    assertThat(printed().lines().filter(line -> line.contains("what normalization"))).hasSize(4);
    assertThat(printed()).contains("other 50 trial(s): --values");
  }

  static TrialSummary summary(TrialConfig trial) {
    return summary(trial, Path.of("results"));
  }

  private static TrialSummary summary(TrialConfig trial, Path directory) {
    RunStatus status =
        new RunStatus(
            RunFiles.FORMAT,
            RunStatus.State.FINISHED,
            20,
            2,
            "",
            "fashion-mnist",
            false,
            "planned");
    return new TrialSummary(
        trial,
        directory,
        false,
        status,
        new EpochRow(2, 20, 0.25, null, null, 0.3, 0.9012, null),
        75.0,
        4321.0);
  }

  private TrialSummary normalized() {
    List<BatchNormRow> rows = new ArrayList<>();
    for (int i = -1; i < 3; i++) {
      rows.add(new BatchNormRow(2, "conv1", i + 1, i, -i, 0.25, 2e4));
    }
    for (int i = -1; i < 16; i++) {
      rows.add(new BatchNormRow(2, "dense1", i + 1, i, -i, 0.0, 1.0));
    }
    return normalized(rows);
  }

  private TrialSummary normalized(List<BatchNormRow> rows) {
    WholeFile.write(folder, RunTable.BATCH_NORM, rows);
    return summary(TRIAL, folder);
  }

  private Terminal terminal(int columns) {
    return new Terminal(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        System.err,
        true,
        false,
        columns,
        false);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
