package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.training.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large experiment whose trials take next to no time goes through everything that runs it. The
 * table of docs/cluster.md has the numbers that this prints for 100,000 trials of 5 ms:
 *
 * <pre>
 * mvn -q test-compile surefire:test -Dtest=SweepScaleTest -Dsweep.trials=100000 -Dsweep.millis=5
 * </pre>
 */
@Tag("long")
class SweepScaleTest {
  private static final int TRIALS = Integer.getInteger("sweep.trials", 5_000);
  private static final int MILLIS = Integer.getInteger("sweep.millis", 0);
  private static final int AT_A_TIME = 16;
  private static final int MOST_ENTRIES = 4_096;
  private static final double MOST_BYTES = 10_000;

  @TempDir private Path folder;

  private final AtomicInteger trained = new AtomicInteger();

  @Test
  void aLargeExperimentNeedsLittleOfEverything() throws IOException {
    long empty = usedBytes();
    long began = System.nanoTime();
    Experiment experiment = experiment();
    print("configuration", began, experiment.trials().size());

    began = System.nanoTime();
    List<TrialSummary> half = run(experiment, new Shard(1, 2));
    List<TrialSummary> other = run(experiment, new Shard(2, 2));
    print("trials", began, half.size() + other.size());
    assertThat(half.size() + other.size()).isEqualTo(TRIALS).isEqualTo(trained.get());

    began = System.nanoTime();
    List<TrialSummary> again = run(experiment, Shard.WHOLE);
    print("all done before", began, again.size());
    assertThat(again).hasSize(TRIALS).allMatch(TrialSummary::wasDoneBefore);
    assertThat(trained).hasValue(TRIALS);

    double bytes = (usedBytes() - empty) / (double) TRIALS;
    System.out.printf(Locale.ROOT, "memory: %.0f bytes a trial%n", bytes);
    assertThat(bytes).isLessThan(MOST_BYTES);

    Path results = folder.resolve("sweep");
    assertThat(entries(results)).isLessThan(MOST_ENTRIES);
    assertThat(Runs.folders(results, new ArrayList<>())).hasSize(TRIALS);
    assertThat(Runs.missing(results)).isEmpty();
    assertThatThrownBy(() -> Runs.read(List.of(results), trial -> true))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "%s holds %d trials, and a report shows at most 2000; `bnlab export csv` writes their curves as one table."
                .formatted(results, TRIALS));
  }

  private Experiment experiment() throws IOException {
    int rates = 50;
    String values =
        IntStream.rangeClosed(1, rates)
            .mapToObj(i -> String.format(Locale.ROOT, "%.3f", i / 1000.0))
            .collect(Collectors.joining(", "));
    String seeds =
        IntStream.rangeClosed(1, TRIALS / rates)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    Path file = folder.resolve("sweep.yaml");
    Files.writeString(
        file,
        "network: SimpleNetBN%ndataset: synthetic-digits%ntraining: {epochs: 1, step: dl4j}%ngrid: {training.learningRate: [%s], training.seed: [%s]}%n"
            .formatted(values, seeds));
    return ExperimentReader.read(file, List.of());
  }

  private List<TrialSummary> run(Experiment experiment, Shard shard) {
    RunOptions options =
        new RunOptions(
                folder,
                (config, fallback) -> Trials.data(),
                Earlier.GO_ON,
                Duration.ZERO,
                new StopSignal(),
                AT_A_TIME)
            .with(shard);
    Experiment named = Experiments.withoutConflict(experiment, folder, line -> {});
    assertThat(named).isEqualTo(experiment);
    return new Experiments(named, options, new TrialListener() {})
        .run((trial, run, told) -> stub(run, trial));
  }

  private RunStatus stub(RunDirectory run, TrialConfig trial) {
    trained.incrementAndGet();
    try (RunDirectory directory = run.begin()) {
      Thread.sleep(MILLIS);
      directory.write(RunFiles.TRIAL, TrialYaml.write(trial));
      directory.write(
          RunTable.EPOCHS.file(),
          "epoch,step,training_loss,validation_loss,validation_accuracy,test_loss,test_accuracy,"
              + "training_accuracy\n1,3,0.5,,,0.5,0.9,\n");
      RunStatus status =
          new RunStatus(
              RunFiles.FORMAT, State.FINISHED, 3, 1, "", "synthetic-digits", false, "dl4j");
      directory.write(RunFiles.STATUS, RunJson.write(status));
      directory.commit();
      return status;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static long entries(Path folder) throws IOException {
    long most = 0;
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> list = all.toList();
      most = list.size();
      for (Path entry : list) {
        if (RunFiles.isPart(entry.getFileName().toString())) {
          most = Math.max(most, entries(entry));
        }
      }
    }
    return most;
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void print(String what, long began, int trials) {
    System.out.printf(
        Locale.ROOT, "%s: %d in %.1f s%n", what, trials, (System.nanoTime() - began) / 1e9);
  }
}
