package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.JavaProcess;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import io.github.bnlab.experiment.TrialEvent.Started;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.report.Reports;
import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.training.Trials;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that run the trials of one experiment in one folder. */
class ShardTest {
  private static final Shard FIRST = new Shard(1, 2);
  private static final Shard SECOND = new Shard(2, 2);

  /** Of the process that is killed. */
  private static final String LAST_LINE = "long epoch 2";

  @TempDir private Path folder;

  private final List<String> told = new ArrayList<>();

  private List<String> begun() {
    return told.stream().filter(line -> line.startsWith("began ")).toList();
  }

  private static Process start(Path results, Shard shard) throws IOException {
    return JavaProcess.of(List.of(), ShardRun.class, results, shard.index(), shard.count()).start();
  }

  /** Until a line of the process begins like this. */
  private void await(Process process, String beginning) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      told.add(line);
      if (line.startsWith(beginning)) {
        return;
      }
    }
    throw new AssertionError("it ended: " + told);
  }

  /** One process is killed while it trains, others run beside it, and one takes over. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void processesShareTheTrialsOfAnExperiment() throws IOException, InterruptedException {
    Path results = folder.resolve("shared");
    Path tiny = results.resolve("tiny");
    Process first = start(results, FIRST);
    await(first, LAST_LINE);
    // It holds the first trial for as long as it exists, also while it is suspended.
    new ProcessBuilder("kill", "-STOP", Long.toString(first.pid())).start().waitFor();

    assertThat(ShardRun.run(results, SECOND, told::add))
        .extracting(summary -> summary.trial().trial())
        .containsExactly("b", "d");
    assertThat(Runs.missing(tiny).map(Problem::toString))
        .hasValueSatisfying(line -> assertThat(line).startsWith("tiny misses ").contains("long"));
    assertThatThrownBy(() -> ShardRun.run(results, Shard.WHOLE, told::add))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("long is in use by process " + first.pid() + " of ");
    assertThat(first.isAlive()).isTrue();
    byte[] claim = Files.readAllBytes(tiny.resolve(".long.claim"));
    first.destroyForcibly().waitFor();
    assertThat(begun())
        .containsExactly(
            "began long 1/3", "began b 1/2", "began d 2/2", "began c 3/5", "began e 5/5");

    // The whole run did what was left but for the trial of the process that is gone now.
    assertThat(Reports.write(tiny).notices())
        .contains(
            "tiny misses 1 of 5 trials, not begun or not finished, which `bnlab run` without --shard runs: long.");
    List<TrialSummary> rest = ShardRun.run(results, FIRST, told::add);
    assertThat(rest).allMatch(summary -> summary.status().state() == State.FINISHED);
    assertThat(rest).extracting(TrialSummary::wasDoneBefore).containsExactly(false, true, true);
    assertThat(told).anyMatch(line -> line.startsWith("long continues after step "));
    assertThat(Runs.missing(tiny)).isEmpty();
    assertThat(tiny)
        .isDirectoryNotContaining("glob:**.claim")
        .isDirectoryNotContaining("glob:**.json");

    // As if that process had been killed just after it had finished b.
    Files.write(tiny.resolve(".b.claim"), claim);
    assertThat(ShardRun.run(results, Shard.WHOLE, told::add))
        .hasSize(5)
        .allMatch(TrialSummary::wasDoneBefore);
    assertThat(tiny).isDirectoryNotContaining("glob:**.claim");

    List<TrialSummary> whole = ShardRun.run(folder.resolve("whole"), Shard.WHOLE, line -> {});
    for (TrialSummary summary : whole) {
      ResumeTest.assertSameRecords(summary.directory(), tiny.resolve(summary.trial().trial()));
    }
  }

  @Test
  void shardsHaveEveryTrialOnce() {
    List<Integer> trials = List.of(0, 1, 2, 3, 4, 5, 6);
    assertThat(new Shard(1, 3).of(trials)).containsExactly(0, 3, 6);
    assertThat(new Shard(3, 3).of(trials)).containsExactly(2, 5);
    assertThat(new Shard(9, 10).of(trials)).isEmpty();
    assertThat(new Shard(2, Integer.MAX_VALUE).of(trials)).containsExactly(1);
    assertThat(Shard.WHOLE.of(trials)).isEqualTo(trials);
    assertThatThrownBy(() -> new Shard(3, 2))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--shard is 3/2; expected I/N with I from 1 to N, such as 2/8");
  }

  /** A process that runs a shard of the trials of {@link ShardTest}. */
  static final class ShardRun {
    static final Experiment EXPERIMENT =
        new Experiment(
            "tiny",
            "",
            List.of(
                Trials.trial(
                        Trials.training(20, null, 0.1), BatchNormImplementation.CUSTOM, Trials.D2L)
                    .named("long"),
                trial("b", Trials.training(2, null, 0.1)),
                trial("c", Trials.training(2, null, 0.2)),
                trial("d", Trials.training(2, null, 0.3)),
                trial("e", Trials.training(2, null, 0.4))));

    private ShardRun() {}

    private static TrialConfig trial(String name, TrainingConfig training) {
      return Trials.trial(training).named(name);
    }

    public static void main(String[] arguments) {
      Shard shard = new Shard(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
      run(
          Path.of(arguments[0]),
          shard,
          line -> {
            System.out.println(line);
            while (line.equals(LAST_LINE)) {
              LockSupport.park(); // until it is killed
            }
          });
      System.out.println("done");
    }

    static List<TrialSummary> run(Path results, Shard shard, Consumer<String> told) {
      TrialListener listener =
          new TrialListener() {
            @Override
            public void notice(String line) {
              told.accept(line);
            }

            @Override
            public void trialStarted(TrialConfig trial, int number, int of, Started started) {
              told.accept("began " + trial.trial() + " " + number + "/" + of);
            }

            @Override
            public void epochDone(TrialConfig trial, EpochProgress progress) {
              told.accept(trial.trial() + " epoch " + progress.row().epoch());
            }
          };
      RunOptions options =
          new RunOptions(
                  results,
                  (set, fallback) -> Trials.data(),
                  Earlier.GO_ON,
                  ResumeTest.EVERY_STEP,
                  new StopSignal(),
                  1)
              .with(shard);
      return Experiments.run(EXPERIMENT, options, listener);
    }
  }
}
