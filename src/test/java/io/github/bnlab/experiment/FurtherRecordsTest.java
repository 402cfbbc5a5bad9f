package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.RecordingConfig;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.rows.Rows.RobustnessRow;
import io.github.bnlab.training.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that a trial makes only where its configuration asks for them. */
class FurtherRecordsTest {
  @TempDir private Path folder;

  private Path run(Path results, RecordingConfig recording) {
    TrialConfig trial =
        Trials.recording(
            Trials.trial(Trials.training(2, null, 0.1), BatchNormImplementation.CUSTOM, Trials.D2L),
            recording);
    Experiment experiment = new Experiment("tiny", "", List.of(trial));
    RunOptions options =
        new RunOptions(
            results, (config, fallback) -> Trials.data(), Earlier.GO_ON, new StopSignal(), 1);
    Experiments.run(experiment, options, new TrialListener() {});
    return results.resolve("tiny/trial");
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void lookingAtATrainingDoesNotChangeIt() throws IOException {
    RecordingConfig little = new RecordingConfig(true, false, false, 1, 0, 1, 0, false);
    Path alone = run(folder.resolve("a"), little);
    Path watched =
        run(folder.resolve("b"), new RecordingConfig(true, true, true, 1, 10, 1, 2, true));
    Set<String> more = names(watched);
    assertThat(more)
        .containsAll(names(alone))
        .contains("gradients.csv", "landscape.csv", "shift.csv", "robustness.csv")
        .contains("activations.csv", "histograms.csv", "mistakes.csv");
    assertThat(more).allMatch(RunFiles::isOfTrial);
    more.removeAll(names(alone));
    assertThat(more).hasSize(8);
    for (String same : List.of("iterations.csv", "model.zip", "parameters.npz")) {
      assertThat(watched.resolve(same)).hasSameBinaryContentAs(alone.resolve(same));
    }
  }

  @Test
  void theRecordsAgreeWithEachOther() {
    RunReader run =
        new RunReader(run(folder, new RecordingConfig(false, false, false, 1, 10, 1, 2, true)));
    assertThat(run.rows(RunTable.GRADIENTS)).extracting("step").contains(1, 3, 5).doesNotContain(2);
    assertThat(run.rows(RunTable.SHIFT)).hasSameSizeAs(run.rows(RunTable.GRADIENTS));
    assertThat(run.rows(RunTable.LANDSCAPE)).extracting("epoch").containsOnly(1, 2);
    EpochRow last = run.rows(RunTable.EPOCHS).get(2);
    assertThat(last.trainingAccuracy()).isBetween(0.0, 1.0);
    List<RobustnessRow> robustness = run.rows(RunTable.ROBUSTNESS);
    assertThat(robustness)
        .extracting("perturbation")
        .contains("gaussian-noise", "contrast", "shift", "fgsm");
    assertThat(robustness.stream().filter(row -> row.strength() == 0))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row.accuracy()).isEqualTo(last.testAccuracy()))
        .allSatisfy(row -> assertThat(row.loss()).isEqualTo(last.testLoss()))
        .allSatisfy(row -> assertThat(row.examples()).isEqualTo(20));
    // Against the gradient every network gets worse; this one has hardly learned anything else.
    assertThat(robustness.get(robustness.size() - 1).loss()).isGreaterThan(last.testLoss());
  }
}
