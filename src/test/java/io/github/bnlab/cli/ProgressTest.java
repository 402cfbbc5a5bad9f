package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.EpochProgress;
import io.github.bnlab.experiment.StepProgress;
import io.github.bnlab.experiment.TrialListener;
import io.github.bnlab.experiment.TrialSummary;
import io.github.bnlab.experiment.TrialSummary.Normalization;
import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final int COLUMNS = 100;
  private static final TrialConfig TRIAL =
      ExperimentReader.read(Path.of("configs/fashion-bn-lenet.yaml"), List.of()).trials().get(0);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(stream(out), stream(err), false, true, COLUMNS, false);

  @Test
  void linesTellEpochLossAccuracyRateAndTimeLeft() {
    play(new LineProgress(terminal));
    List<String> lines = err.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("trial 1 of 2", "20 steps", "planned");
    assertThat(lines.get(1)).contains("epoch 0/2", "test 10.00%").doesNotContain("left", "NaN");
    assertThat(lines.get(2)).contains("epoch 1/2", "loss 0.5000", "samples/s 4,321", "left 0:");
    assertThat(lines.get(3)).contains("finished after 20 steps, 1:15");
  }

  @Test
  void theBarShowsTheSameWithinTheWidthOfTheTerminal() throws InterruptedException {
    TrialListener bar = new BarProgress(terminal);
    play(bar);
    String[] drawn = err.toString(StandardCharsets.UTF_8).split("[\\r\\n]+");
    assertThat(Arrays.stream(drawn)).allMatch(line -> line.length() < COLUMNS);
    assertThat(drawn[drawn.length - 1]).contains("finished after 20 steps");
    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("NaN");
  }

  @Test
  void theTableShowsResultsAndWhatTheFirstNormalizationLearned() {
    TrialTable table = new TrialTable(terminal.out());
    table.printResults(List.of(summary()));
    table.printFirstNormalizations(List.of(summary()));
    String printed = out.toString(StandardCharsets.UTF_8);
    assertThat(printed)
        .contains("test accuracy", "90.12%", "0.2500", TRIAL.trial())
        .doesNotContain("validation")
        .contains("conv1")
        .containsPattern("gamma \\[ +1.5000, +-0.2500\\]")
        .containsPattern("beta +\\[ +0.0000, +2.0000\\]");
  }

  @Test
  void ofManyTrialsAFewShowWhatTheyLearned() {
    new TrialTable(terminal.out()).printFirstNormalizations(Collections.nCopies(54, summary()));
    String printed = out.toString(StandardCharsets.UTF_8);
    assertThat(printed.lines().filter(line -> line.contains("gamma ["))).hasSize(4);
    assertThat(printed).contains("other 50 trials", "batchnorm.csv");
  }

  private static void play(TrialListener listener) {
    listener.trialStarted(TRIAL, 1, 2, "planned", 2, 20);
    listener.epochDone(
        TRIAL, new EpochProgress(0, 0, Double.NaN, null, null, 2.3, 0.1, Double.NaN));
    listener.progress(TRIAL, new StepProgress(5, 20, 1, 0.7, 4000));
    listener.epochDone(TRIAL, new EpochProgress(1, 10, 0.5, null, null, 0.4, 0.8, 4321));
    listener.trialEnded(summary());
  }

  private static TrialSummary summary() {
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
        TRIAL,
        Path.of("results"),
        false,
        status,
        new EpochRow(2, 20, 0.25, null, null, 0.3, 0.9012, null),
        null,
        0.9012,
        75.0,
        4321.0,
        new Normalization("conv1", List.of(1.5, -0.25), List.of(0.0, 2.0)));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
