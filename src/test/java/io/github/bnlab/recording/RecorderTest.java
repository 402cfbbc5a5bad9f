package io.github.bnlab.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.bnlab.config.RecordingConfig;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.network.Networks;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.IterationRow;
import io.github.bnlab.training.BatchNormState;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.StepStub;
import io.github.bnlab.training.Trainer;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import io.github.bnlab.training.TrainingObserver.StepDone;
import io.github.bnlab.training.TrainingObserver.TrialEnded;
import io.github.bnlab.training.TrainingObserver.TrialEnded.Outcome;
import io.github.bnlab.training.TrainingObserver.TrialStarted;
import io.github.bnlab.training.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
  private static final TrialConfig CONFIG = Trials.trial(Trials.training(1, null, 0.1));

  @TempDir private Path results;

  private static void sendEvents(Recorder recorder) {
    recorder.trialStarted(new TrialStarted(CONFIG, Trials.data(), new StepStub(), 2));
    BatchNormState before =
        new BatchNormState(
            "dense1",
            new double[] {1, 1},
            new double[] {0, 0},
            new double[] {0, 0},
            new double[] {1, 1});
    recorder.epochDone(
        new EpochDone(0, 0, Double.NaN, null, score(2.5, 0.25), null, List.of(before), 0, 0.5));
    recorder.stepDone(new StepDone(1, 1, 16, 0.1 + 0.2, 1));
    recorder.stepDone(new StepDone(2, 1, 8, 1e-7, 1));
    BatchNormState after =
        new BatchNormState(
            "dense1", new double[] {1.5, 2}, new double[] {-0.25, 1.0 / 3}, null, null);
    recorder.epochDone(
        new EpochDone(
            1, 2, 0.25, score(1, 0.5), score(1.25, 1), score(0.5, 0.75), List.of(after), 2, 0.25));
  }

  private static Score score(double loss, double accuracy) {
    return new Score(1, loss, accuracy, new int[][] {{3, 1}, {0, 4}}, List.of());
  }

  private void recordUntil(TrialEnded end) {
    try (RunDirectory directory = new RunDirectory(results, "trial").begin()) {
      Recorder recorder = new Recorder(directory);
      sendEvents(recorder);
      recorder.trialEnded(end);
      recorder.finish();
      directory.commit();
    }
  }

  @Test
  void theFilesOfATinyRunAreExactlyThese() throws IOException {
    recordUntil(new TrialEnded(Outcome.FINISHED, 2, ""));
    assertThat(text("iterations.csv"))
        .isEqualTo("step,epoch,training_loss\n1,1,0.30000000000000004\n2,1,1.0E-7\n");
    assertThat(text("epochs.csv"))
        .isEqualTo(
            """
            epoch,step,training_loss,validation_loss,validation_accuracy,test_loss,test_accuracy,\
            training_accuracy
            0,0,,,,2.5,0.25,
            1,2,0.25,1.0,0.5,1.25,1.0,0.75
            """);
    assertThat(text("batchnorm.csv"))
        .isEqualTo(
            """
            epoch,layer,feature,gamma,beta,running_mean,running_variance
            0,dense1,0,1.0,0.0,0.0,1.0
            0,dense1,1,1.0,0.0,0.0,1.0
            1,dense1,0,1.5,-0.25,,
            1,dense1,1,2.0,0.3333333333333333,,
            """);
    assertThat(text("timing.csv"))
        .isEqualTo(
            """
            epoch,training_seconds,evaluation_seconds,training_samples_per_second
            0,0.0,0.5,
            1,2.0,0.25,12.0
            """);
    assertThat(text("confusion.csv"))
        .isEqualTo("label,predicted,count\n0,0,3\n0,1,1\n1,0,0\n1,1,4\n");
    assertThat(text("status.json"))
        .isEqualTo(
            """
            {
              "format": 1,
              "status": "finished",
              "step": 2,
              "epoch": 1,
              "reason": "",
              "dataset": "patterns",
              "stand_in": false,
              "step_kind": "planned"
            }
            """);
    assertThat(names(results)).containsExactly("trial");
  }

  /** Its last score is that of the network before. */
  @Test
  void aTrialThatDivergedHasNoAnswersAtItsEnd() {
    recordUntil(new TrialEnded(Outcome.DIVERGED, 3, "NaN"));
    assertThat(results.resolve("trial/confusion.csv")).doesNotExist();
    assertThat(new RunReader(results.resolve("trial")).rows(RunTable.MISTAKES)).isEmpty();
  }

  @Test
  void theMostWrongImagesAreRecordedWithoutProbesToo() {
    TrialConfig config =
        Trials.recording(CONFIG, new RecordingConfig(false, true, false, 1, 0, 1, 0, false));
    try (RunDirectory directory = new RunDirectory(results, "trial").begin()) {
      Recorder recorder = new Recorder(directory);
      Trainer trainer = new Trainer(() -> false);
      trainer.train(Networks.build(config), config, Trials.data(), List.of(recorder));
      recorder.finish();
      directory.commit();
    }
    assertThat(new RunReader(results.resolve("trial")).rows(RunTable.MISTAKES))
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.label()).isEqualTo(Trials.data().test().labels()[row.index()]);
              assertThat(row.labelProbability()).isLessThanOrEqualTo(row.probability());
              assertThat(row.pixels()).hasSize(784);
            });
  }

  @Test
  void everyThirdLossIsRecordedAndTheOneThatDiverged() throws IOException {
    RecordingConfig everyThird = new RecordingConfig(false, false, false, 1, 0, 3, 0, false);
    try (RunDirectory directory = new RunDirectory(results, "trial").begin()) {
      Recorder recorder = new Recorder(directory);
      TrialConfig config = Trials.recording(CONFIG, everyThird);
      recorder.trialStarted(new TrialStarted(config, Trials.data(), new StepStub(), 9));
      for (int step = 1; step <= 7; step++) {
        recorder.stepDone(new StepDone(step, 1, 16, step, 1));
      }
      recorder.stepDone(new StepDone(8, 1, 16, Double.NaN, 1));
      recorder.trialEnded(new TrialEnded(Outcome.DIVERGED, 8, "the loss is NaN"));
      recorder.finish();
      directory.commit();
    }
    assertThat(text("iterations.csv"))
        .isEqualTo("step,epoch,training_loss\n1,1,1.0\n4,1,4.0\n7,1,7.0\n8,1,NaN\n");
  }

  /** A network of slow steps writes few rows, far from filling a buffer. */
  @Test
  void aStepCanBeReadOneSecondLaterWhileTheTrialRuns() {
    long[] now = {Long.MAX_VALUE}; // overflows
    try (RunDirectory directory = new RunDirectory(results, "trial").begin()) {
      Recorder recorder = new Recorder(directory, () -> now[0]);
      recorder.trialStarted(new TrialStarted(CONFIG, Trials.data(), new StepStub(), 9));
      RunReader reader = new RunReader(directory.path(""), true);
      recorder.stepDone(new StepDone(1, 1, 16, 0.5, 1));
      now[0] += 999_999_999;
      recorder.stepDone(new StepDone(2, 1, 16, 0.25, 1));
      assertThat(reader.rows(RunTable.ITERATIONS)).isEmpty();
      now[0]++;
      recorder.stepDone(new StepDone(3, 1, 16, 0.125, 1));
      assertThat(reader.rows(RunTable.ITERATIONS))
          .extracting(IterationRow::trainingLoss)
          .containsExactly(0.5, 0.25, 0.125);
    }
  }

  @Test
  void whatIsWrittenIsReadBack() {
    try (RunDirectory directory = new RunDirectory(results, "trial").begin()) {
      Recorder recorder = new Recorder(directory);
      sendEvents(recorder);
      recorder.stepDone(new StepDone(3, 2, 16, Double.NaN, 1));
      recorder.trialEnded(new TrialEnded(Outcome.DIVERGED, 3, "the \"loss\", it is NaN"));
      recorder.finish();
      directory.commit();
    }
    RunReader reader = new RunReader(results.resolve("trial"));
    assertThat(reader.status())
        .isEqualTo(
            new RunStatus(
                1, State.DIVERGED, 3, 2, "the \"loss\", it is NaN", "patterns", false, "planned"));
    assertThat(reader.rows(RunTable.ITERATIONS).get(2).trainingLoss()).isNaN();
    assertThat(reader.rows(RunTable.EPOCHS).get(0).trainingLoss()).isNull();
    assertThat(reader.rows(RunTable.EPOCHS).get(1).testLoss()).isEqualTo(1.25);
    assertThat(reader.rows(RunTable.BATCH_NORM)).hasSize(4);
    assertThat(reader.rows(RunTable.BATCH_NORM).get(3).beta()).isEqualTo(1.0 / 3);
    assertThat(results)
        .isDirectoryContaining("glob:**/trial")
        .isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void aFailedWriteFailsTheTraining() throws IOException {
    TrialConfig config = Trials.trial(Trials.training(2000, null, 0.1));
    try (RunDirectory directory = onAFullDisk()) {
      Recorder recorder = new Recorder(directory);
      assertThatThrownBy(
              () ->
                  new Trainer(() -> false)
                      .train(Trials.network(config), config, Trials.data(), List.of(recorder)))
          .isInstanceOf(RecordException.class)
          .hasMessageContaining(directory.path("iterations.csv") + ": No space left on device");
      assertThatThrownBy(directory::closeTables).isInstanceOf(RecordException.class);
    }
  }

  @Test
  void aWriteThatFailsAtTheEndFailsTheRunToo() throws IOException {
    try (RunDirectory directory = onAFullDisk()) {
      Recorder recorder = new Recorder(directory);
      recorder.trialStarted(new TrialStarted(CONFIG, Trials.data(), new StepStub(), 2));
      recorder.stepDone(new StepDone(1, 1, 16, 0.5, 1));
      assertThatThrownBy(recorder::finish)
          .isInstanceOf(RecordException.class)
          .hasMessageContaining(directory.path("iterations.csv") + ": No space left on device");
    }
  }

  /** A run directory whose first table is on a disk without room. */
  private RunDirectory onAFullDisk() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).as("a device without room, which Linux has").exists();
    RunDirectory directory = new RunDirectory(results, "trial").begin();
    Files.createSymbolicLink(directory.path("iterations.csv"), full);
    return directory;
  }

  @Test
  void anUnfinishedRunLeavesNoDirectory() throws IOException {
    try (RunDirectory directory = new RunDirectory(results, "trial").begin()) {
      directory.write("trial.yaml", "network: SimpleNet\n");
      assertThat(names(results)).containsExactly(".trial.partial");
    }
    assertThat(names(results)).isEmpty();
  }

  @Test
  void aNewRunReplacesTheOldOneWhenItIsWhole() throws IOException {
    run("first");
    try (RunDirectory directory = new RunDirectory(results, "trial").begin()) {
      directory.write("trial.yaml", "second");
      assertThat(text("trial.yaml")).isEqualTo("first");
      directory.commit();
    }
    assertThat(text("trial.yaml")).isEqualTo("second");
    assertThat(names(results)).containsExactly("trial");
  }

  @Test
  void aReplacementCutOffBetweenItsRenamesIsUndone() throws IOException {
    run("first");
    Files.move(results.resolve("trial"), results.resolve(".trial.replaced"));
    Files.createDirectory(results.resolve(".trial.partial"));
    new RunDirectory(results, "trial").begin().close();
    assertThat(text("trial.yaml")).isEqualTo("first");
    assertThat(names(results)).containsExactly("trial");
  }

  private void run(String text) {
    try (RunDirectory directory = new RunDirectory(results, "trial").begin()) {
      directory.write("trial.yaml", text);
      directory.commit();
    }
  }

  private String text(String file) throws IOException {
    return Files.readString(results.resolve("trial").resolve(file));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
