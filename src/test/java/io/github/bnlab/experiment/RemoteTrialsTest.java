package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.dataset.DataFile;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import io.github.bnlab.experiment.TrialEvent.Notice;
import io.github.bnlab.experiment.TrialEvent.Started;
import io.github.bnlab.experiment.TrialEvent.StepProgress;
import io.github.bnlab.recording.RunArchive;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.training.Trials;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of one worker, which is a thread of this process. */
class RemoteTrialsTest {
  private static final TrialConfig TRIAL = Trials.trial(Trials.training(2, null, 0.1));

  @TempDir private Path folder;

  private final List<String> heard = new ArrayList<>();
  private final StopSignal stop = new StopSignal();
  private Earlier earlier = Earlier.GO_ON;

  private List<TrialSummary> run(Path results, Consumer<RemoteTrials> cluster) {
    TrialListener listener =
        new TrialListener() {
          @Override
          public void notice(String line) {
            heard.add(line);
          }

          @Override
          public void trialStarted(TrialConfig trial, int number, int of, Started started) {
            heard.add(trial.trial() + " of " + started.epochs() + " epochs");
          }

          @Override
          public void epochDone(TrialConfig trial, EpochProgress progress) {
            heard.add(
                trial.trial() + " " + progress.row().epoch() + " " + progress.row().trainingLoss());
          }
        };
    RunOptions options =
        new RunOptions(results, (config, fallback) -> Trials.data(), earlier, stop, 1);
    Experiment experiment = new Experiment("tiny", "", List.of(TRIAL.named("a"), TRIAL.named("b")));
    return Experiments.run(experiment, cluster == null ? options : options.on(cluster), listener);
  }

  /** What cannot be read is a loss like any other: it does not end the experiment. */
  @Test
  void aRunWhoseStatusCannotBeReadIsLost() throws IOException {
    run(folder.resolve("local"), null);
    Path status = folder.resolve("local/tiny/a/status.json");
    Files.writeString(status, "{");
    ByteArrayOutputStream damaged = new ByteArrayOutputStream();
    RunArchive.pack(status.getParent(), damaged);
    List<TrialSummary> lost =
        run(
            folder.resolve("results"),
            trials -> {
              trials.returned(0, damaged.toByteArray());
              trials.crashed(1, "exit code 1");
            });
    assertThat(lost.get(0).status().reason())
        .startsWith("its process was lost: what came back cannot be used: ")
        .contains("status.json");
  }

  private static byte[] runOf(Path worker) throws IOException {
    return Files.readAllBytes(worker.resolve(TrialWorker.RUN));
  }

  /** What a worker answers to one request; its folder is kept. */
  private List<String> answers(RemoteTrials trials, int number, Consumer<Path> folderAtEnd) {
    try {
      Path data = Files.createDirectories(folder.resolve("data"));
      trials.writeData(data);
      Path work = Files.createTempDirectory(folder, "worker");
      PipedOutputStream requests = new PipedOutputStream();
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  new PipedInputStream(requests, 1 << 16), StandardCharsets.UTF_8));
      requests.write((trials.request(number) + "\n").getBytes(StandardCharsets.UTF_8));
      ByteArrayOutputStream answers = new ByteArrayOutputStream();
      PrintStream out =
          new PrintStream(answers, true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
              super.println(line);
              if (line.equals(TrialWorker.DONE)) {
                folderAtEnd.accept(work);
                closeQuietly(requests);
              }
            }
          };
      new TrialWorker(work, data, out).serve(reader);
      assertThat(work).doesNotExist();
      return answers.toString(StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void closeQuietly(PipedOutputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void runEach(RemoteTrials trials) {
    for (int i = 0; i < trials.size(); i++) {
      byte[][] run = new byte[1][];
      List<String> lines =
          answers(
              trials,
              i,
              work -> {
                try {
                  run[0] = runOf(work);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThat(lines).endsWith(TrialWorker.DONE);
      List<String> lasting =
          lines.stream()
              .filter(line -> !line.startsWith(TrialWorker.PASSING))
              .filter(line -> !line.equals(TrialWorker.DONE))
              .toList();
      trials.progress(i, 0, lasting.subList(0, 2), "");
      trials.progress(i, 0, lasting, "");
      trials.returned(i, run[0]);
      trials.progress(i, 0, lasting, ""); // a heartbeat that comes late
    }
    assertThat(trials.open()).isZero();
  }

  @Test
  void whatComesBackIsWhatALocalRunWrites() throws IOException {
    run(folder.resolve("local"), null);
    List<String> local = List.copyOf(heard);
    heard.clear();
    List<TrialSummary> summaries = run(folder.resolve("remote"), this::runEach);
    assertThat(heard).hasSize(8).isEqualTo(local);
    assertThat(summaries).hasSize(2).allMatch(s -> s.status().state() == State.FINISHED);
    for (String trial : List.of("a", "b")) {
      ResumeTest.assertSameRecords(
          folder.resolve("local/tiny").resolve(trial),
          summaries.get(0).directory().resolveSibling(trial));
    }
    assertThat(run(folder.resolve("remote"), trials -> {}))
        .hasSize(2)
        .allMatch(TrialSummary::wasDoneBefore);
  }

  @Test
  void aTrialWhoseProcessWasLostIsRecordedAsFailedAndRunsAgain() {
    List<TrialSummary> lost =
        run(
            folder.resolve("results"),
            trials -> {
              trials.crashed(0, "exit code 134\nthe end of its log");
              trials.returned(1, new byte[] {1, 2, 3});
            });
    assertThat(lost)
        .extracting(s -> s.status().state() + ": " + s.status().reason())
        .containsExactly(
            "FAILED: its process was lost: exit code 134",
            "FAILED: its process was lost: what came back cannot be used: it has only the files []");
    assertThat(lost.get(0).directory().resolve("failure.txt"))
        .hasContent("exit code 134\nthe end of its log");
    assertThat(run(folder.resolve("results"), this::runEach))
        .hasSize(2)
        .allMatch(s -> s.status().state() == State.FINISHED);
  }

  @Test
  void aTrialThatFailsDoesNotReplaceARunThatWasDone() throws IOException {
    Path results = folder.resolve("results");
    Path directory = run(results, this::runEach).get(0).directory();
    byte[] before = Files.readAllBytes(directory.resolve("timing.csv"));
    earlier = Earlier.RERUN;
    TrialSummary failed = run(results, trials -> trials.crashed(0, "exit code 134")).get(0);
    assertThat(failed.status().reason()).isEqualTo("its process was lost: exit code 134");
    assertThat(directory.resolve("timing.csv")).hasBinaryContent(before);
    assertThat(directory.resolveSibling(".a.partial")).doesNotExist();
    assertThat(heard)
        .contains("a failed (its process was lost: exit code 134); its earlier run is kept");
  }

  @Test
  void aTrialThatAnotherProcessRunsIsLeftToIt() throws Exception {
    Path experiment = folder.resolve("results/tiny");
    try (Claim other = Claim.of(experiment, "a", stop, false)) {
      assertThatThrownBy(() -> run(folder.resolve("results"), this::runEach))
          .hasMessageStartingWith(experiment.resolve("a") + " is in use by process ");
      other.requireHeld();
    }
    assertThat(experiment.resolve("a")).doesNotExist();
    assertThat(experiment.resolve("b/status.json")).exists();
  }

  @Test
  void aRunOfAnotherTrialIsRefused() {
    List<TrialSummary> summaries =
        run(
            folder.resolve("results"),
            trials ->
                answers(
                    trials,
                    0,
                    work -> {
                      try {
                        trials.returned(1, runOf(work));
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    }));
    assertThat(summaries).hasSize(1);
    assertThat(summaries.get(0).status().reason()).contains("it is not a whole run of this trial");
  }

  @Test
  void anAttemptThatBeginsAgainIsHeardAgainAndOneThatWasGivenUpIsNot() {
    String started = TrialWorker.line(new Started("planned", 2, 6));
    String again = TrialWorker.line(new Started("planned", 3, 6));
    run(
        folder.resolve("results"),
        trials -> {
          trials.progress(0, 0, List.of(started), "");
          trials.progress(0, 1, List.of(again), "");
          trials.progress(0, 0, List.of(started, started), "");
        });
    assertThat(heard).containsExactly("a of 2 epochs", "a of 3 epochs");
  }

  @Test
  void progressIsReadAsItWasWritten() {
    StepProgress step = new StepProgress(3, 6, 1, Double.NaN, Double.POSITIVE_INFINITY);
    EpochRow row = new EpochRow(1, 3, 0.1, null, null, 2.5, 0.25, null);
    EpochProgress epoch = new EpochProgress(row, Double.NaN);
    for (TrialEvent event :
        List.of(new Notice("two\nlines, \"quoted\""), new Started("planned", 2, 6), step, epoch)) {
      assertThat(TrialWorker.line(event)).doesNotContain("\n");
      assertThat(TrialWorker.event(TrialWorker.line(event))).isEqualTo(event);
    }
    assertThat(TrialWorker.line(step)).startsWith(TrialWorker.PASSING);
    assertThat(TrialWorker.line(epoch)).doesNotStartWith(TrialWorker.PASSING);
  }

  @Test
  void aWorkerThatFailsKeepsItsLog() throws IOException {
    Path log = Files.createFile(folder.resolve("log.txt"));
    TrialWorker worker = new TrialWorker(folder, folder, System.out);
    String request = TrialWorker.request(TrialYaml.write(TRIAL), "missing") + "\n";
    assertThatThrownBy(() -> worker.serve(new BufferedReader(new StringReader(request))))
        .hasMessageContaining(folder.resolve("missing").toString());
    assertThat(log).exists();
  }

  @Test
  void theEndOfTheRequestsEndsATrialAndRemovesTheFolder() throws Exception {
    LoadedData data = Trials.data();
    Path dataFolder = Files.createDirectories(folder.resolve("data"));
    String name = DataFile.write(data, dataFolder);
    TrialConfig endless = Trials.trial(Trials.training(100_000, null, 0.1));
    String request = TrialWorker.request(TrialYaml.write(endless), name) + "\n";
    Path work = Files.createDirectories(folder.resolve("work"));
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    new TrialWorker(work, dataFolder, new PrintStream(answers, true, StandardCharsets.UTF_8))
        .serve(new BufferedReader(new StringReader(request)));
    assertThat(work).doesNotExist();
    assertThat(answers.toString(StandardCharsets.UTF_8)).doesNotContain(TrialWorker.DONE);
  }
}
