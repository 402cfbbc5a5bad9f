package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.bnlab.Unreadable;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import io.github.bnlab.experiment.TrialEvent.Started;
import io.github.bnlab.network.Networks;
import io.github.bnlab.network.NpzFile;
import io.github.bnlab.network.ParameterFiles;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunPlan;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.TimingRow;
import io.github.bnlab.training.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentsTest {
  private static final TrainingConfig SHORT = Trials.training(2, null, 0.1);

  @TempDir private Path folder;

  private final Heard heard = new Heard();
  private final StopSignal stop = new StopSignal();
  private Earlier earlier = Earlier.GO_ON;
  private DataSource data = (config, fallback) -> Trials.data();

  private static TrialConfig custom(String name, TrainingConfig training) {
    return Trials.trial(training, BatchNormImplementation.CUSTOM, Trials.D2L).named(name);
  }

  private static TrialConfig none(String name, TrainingConfig training) {
    return Trials.trial(training, BatchNormImplementation.NONE, Trials.D2L).named(name);
  }

  private List<TrialSummary> run(TrialConfig... trials) {
    return run(folder, trials);
  }

  private static Experiment experiment(TrialConfig... trials) {
    return new Experiment("tiny", "", List.of(trials));
  }

  private List<TrialSummary> run(Path results, TrialConfig... trials) {
    return Experiments.run(
        experiment(trials), new RunOptions(results, data, earlier, stop, 1), heard);
  }

  @Test
  void aRunRecordedBeforeASettingExistedIsDone() throws IOException {
    run(custom("a", SHORT));
    Path settings = folder.resolve("tiny/a/trial.yaml");
    String now = Files.readString(settings);
    String before = now.replace("  position: before-activation\n", "").replace("  losses: 1\n", "");
    assertThat(before).hasLineCount((int) now.lines().count() - 2);
    Files.writeString(settings, before);
    assertThat(run(custom("a", SHORT)).get(0).wasDoneBefore()).isTrue();
  }

  @Test
  void theSameExperimentGivesTheSameBytesButForTimesAndProvenance() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    run(first, custom("a", SHORT), none("b", SHORT));
    run(second, none("b", SHORT), custom("a", SHORT)); // the order does not matter either
    for (String trial : List.of("a", "b")) {
      Path one = first.resolve("tiny").resolve(trial);
      Path other = second.resolve("tiny").resolve(trial);
      Set<String> files = names(one);
      assertThat(files)
          .contains("iterations.csv", "epochs.csv", "model.zip", "parameters.npz", "confusion.csv")
          .contains("trial.yaml", "status.json", "timing.csv", "provenance.json")
          .isEqualTo(names(other));
      files.removeAll(Set.of("timing.csv", "provenance.json"));
      for (String file : files) {
        assertThat(other.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
      }
    }
    assertThat(names(first.resolve("tiny/a"))).contains("batchnorm.csv");
    assertThat(names(first.resolve("tiny/b"))).doesNotContain("batchnorm.csv");
  }

  @Test
  void summariesSayWhatTheRecordsSay() {
    TrialSummary summary = run(custom("a", SHORT)).get(0);
    assertThat(summary.status().state()).isEqualTo(State.FINISHED);
    assertThat(summary.status().step()).isEqualTo(6);
    assertThat(summary.status().epoch()).isEqualTo(2);
    assertThat(summary.status().dataset()).isEqualTo("patterns");
    assertThat(summary.wasDoneBefore()).isFalse();
    RunReader reader = new RunReader(summary.directory());
    assertThat(summary.last()).isEqualTo(reader.rows(RunTable.EPOCHS).get(2));
    assertThat(summary.normalizations())
        .hasSize(64)
        .allMatch(row -> row.epoch() == 2)
        .element(0)
        .isEqualTo(reader.rows(RunTable.BATCH_NORM).get(2 * 64));
    assertThat(reader.provenance().dataSha256()).containsEntry("patterns", "none");
    assertThat(reader.provenance().libraries()).containsEntry("deeplearning4j", "1.0.0-M2.1");
    assertThat(reader.provenance().cpu()).isNotBlank();
    assertThat(reader.provenance().codeRevision()).matches("unknown|[0-9a-f]{40}(-dirty)?");
  }

  @Test
  void samplesPerSecondMeanTheSameWhileATrialRunsAndInItsResult() {
    TrialSummary summary = run(custom("a", SHORT)).get(0);
    List<TimingRow> timing = new RunReader(summary.directory()).rows(RunTable.TIMING);
    double seconds = timing.stream().mapToDouble(TimingRow::trainingSeconds).sum();
    assertThat(summary.samplesPerSecond())
        .isCloseTo(2 * 40 / (seconds - timing.get(0).trainingSeconds()), withinPercentage(0.1));
    assertThat(heard.samplesPerSecond).isCloseTo(summary.samplesPerSecond(), withinPercentage(0.1));
  }

  @Test
  void theListenerHearsEverythingInOrder() {
    run(custom("a", SHORT), none("b", SHORT));
    assertThat(heard.lines)
        .filteredOn(line -> !line.startsWith("notice training by"))
        .containsExactly(
            "started a 1/2, 2 epochs, 6 steps",
            "epoch 0 of a",
            "epoch 1 of a",
            "epoch 2 of a",
            "ended a FINISHED",
            "started b 2/2, 2 epochs, 6 steps",
            "epoch 0 of b",
            "epoch 1 of b",
            "epoch 2 of b",
            "ended b FINISHED");
  }

  @Test
  void anExperimentContinuesAfterADivergedTrial() {
    List<TrialSummary> summaries =
        run(none("wild", Trials.training(50, null, 1e200)), none("tame", SHORT));
    assertThat(summaries)
        .extracting(s -> s.status().state())
        .containsExactly(State.DIVERGED, State.FINISHED);
    TrialSummary wild = summaries.get(0);
    assertThat(wild.status().reason()).contains("NaN or infinite at step " + wild.status().step());
    assertThat(new RunReader(wild.directory()).rows(RunTable.ITERATIONS))
        .hasSize(wild.status().step());
    assertThat(wild.directory().resolve("model.zip")).doesNotExist();
  }

  @Test
  void aTrialThatIsDoneIsNotRunAgain() throws IOException {
    Path timing = run(none("a", SHORT)).get(0).directory().resolve("timing.csv");
    byte[] before = Files.readAllBytes(timing);
    List<TrialSummary> again = run(none("a", SHORT), none("b", SHORT));
    assertThat(again).extracting(TrialSummary::wasDoneBefore).containsExactly(true, false);
    assertThat(timing).hasBinaryContent(before);
    earlier = Earlier.RERUN;
    assertThat(run(none("a", SHORT)).get(0).wasDoneBefore()).isFalse();
    assertThat(Files.readAllBytes(timing)).isNotEqualTo(before);
  }

  /** It may be whole: only what is damaged is run again. */
  @ParameterizedTest
  @ValueSource(strings = {RunFiles.STATUS, RunFiles.TRIAL})
  void aRunWithoutPermissionIsNotReplaced(String name) throws IOException {
    Path done = run(none("a", SHORT)).get(0).directory();
    byte[] before = Files.readAllBytes(done.resolve("timing.csv"));
    Path file = Unreadable.make(done.resolve(name));
    assertThatThrownBy(() -> run(none("a", SHORT)))
        .isInstanceOf(RecordException.class)
        .hasMessage("Cannot read %1$s: no permission for %1$s".formatted(file));
    assertThat(done.resolve("timing.csv")).hasBinaryContent(before);
  }

  @Test
  void aTrialWithOtherSettingsDoesNotReplaceARun() throws IOException {
    Path timing = run(none("a", SHORT)).get(0).directory().resolve("timing.csv");
    byte[] before = Files.readAllBytes(timing);
    TrialConfig longer = none("a", Trials.training(3, null, 0.1));
    assertThatThrownBy(() -> run(longer))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "a holds a finished run with other settings (training.epochs: 2 there, 3 here); choose"
                + " another folder with --results, or replace the run with --rerun");
    assertThat(timing).hasBinaryContent(before);
    earlier = Earlier.RERUN;
    assertThat(run(longer).get(0).status().step()).isEqualTo(9);
    assertThat(names(folder.resolve("tiny"))).containsExactly("a");
  }

  @Test
  void anExperimentIsNamedSuchThatNoRunIsReplaced() {
    run(none("a", SHORT));
    List<String> notices = new ArrayList<>();
    Experiment same = experiment(none("a", SHORT), none("b", SHORT));
    assertThat(Experiments.withoutConflict(same, folder, notices::add)).isEqualTo(same);
    assertThat(notices).isEmpty();
    Experiment longer = experiment(none("a", Trials.training(3, null, 0.1)));
    Experiment second = Experiments.withoutConflict(longer, folder, notices::add);
    assertThat(second).isEqualTo(longer.named("tiny-2"));
    assertThat(longer.named("t".repeat(101)).name()).hasSize(100);
    assertThat(notices)
        .containsExactly(
            folder.resolve("tiny")
                + " holds runs with other settings (training.epochs: 2 there, 3 here); a run"
                + " with these goes to "
                + folder.resolve("tiny-2"));
    Experiments.run(second, new RunOptions(folder, data, earlier, stop, 1), heard);
    Experiment other = experiment(none("a", Trials.training(4, null, 0.1)));
    assertThat(Experiments.withoutConflict(other, folder, notices::add).name()).isEqualTo("tiny-3");
    assertThat(Experiments.withoutConflict(longer, folder, notices::add)).isEqualTo(second);
  }

  @Test
  void aRunOnAStandInIsRunAgainOnceTheDataIsThere() {
    data = (config, fallback) -> standIn();
    TrialSummary summary = run(none("a", SHORT)).get(0);
    assertThat(summary.status().standIn()).isTrue();
    assertThat(heard.lines.get(0))
        .startsWith(
            "notice synthetic-digits IS NOT AVAILABLE: no network. This run trains on patterns")
        .contains("with a network", "--data DIR");
    assertThat(run(none("a", SHORT)).get(0).wasDoneBefore()).isTrue();
    data = (config, fallback) -> Trials.data();
    assertThat(run(none("a", SHORT)).get(0).status().standIn()).isFalse();
  }

  private static LoadedData standIn() {
    LoadedData real = Trials.data();
    return new LoadedData(
        real.name(), "no network", real.training(), real.validation(), real.test(), real.sha256());
  }

  @Test
  void aStoppedExperimentKeepsFinishedTrialsAndContinuesNextTime() {
    heard.atEpoch = line -> stopAt("epoch 1 of b", line);
    List<TrialSummary> stopped = run(none("a", SHORT), none("b", SHORT), none("c", SHORT));
    assertThat(stopped)
        .extracting(s -> s.status().state())
        .containsExactly(State.FINISHED, State.INTERRUPTED);
    assertThat(stopped.get(1).status().step()).isEqualTo(3);
    assertThat(names(folder.resolve("tiny")))
        .containsExactly(".b.checkpoints", "a", "b", "trials.txt");

    Experiment experiment =
        new Experiment("tiny", "", List.of(none("a", SHORT), none("b", SHORT), none("c", SHORT)));
    List<TrialSummary> rest =
        Experiments.run(
            experiment,
            new RunOptions(folder, data, Earlier.GO_ON, new StopSignal(), 1),
            new Heard());
    assertThat(rest).extracting(TrialSummary::wasDoneBefore).containsExactly(true, false, false);
    assertThat(rest).allMatch(s -> s.status().state() == State.FINISHED);
    assertThat(names(folder.resolve("tiny"))).containsExactly("a", "b", "c", "trials.txt");
  }

  /** A process that only loads data and measures times may end at once. */
  @Test
  void whatHasToEndCleanlyBeginsAfterTheDataAreThere() {
    data =
        (config, fallback) -> {
          assertThat(stop.begun()).isFalse();
          return Trials.data();
        };
    Experiments.plan(
        experiment(none("a", SHORT)), new RunOptions(folder, data, Earlier.GO_ON, stop, 1), heard);
    assertThat(stop.begun()).isFalse();
    run(none("a", SHORT));
    assertThat(stop.begun()).isTrue();
  }

  /** The live page takes its time for the beginning of the run. */
  @Test
  void aRunWritesItsPlanAlthoughAKilledOneLeftTheSame() throws IOException {
    Path plan = Files.createDirectories(folder.resolve("tiny")).resolve(RunFiles.PLAN);
    RunPlan.Trial trial = new RunPlan.Trial("a", false, 2, 6, "patterns", false);
    String left = RunJson.write(new RunPlan(List.of(trial)));
    Files.setLastModifiedTime(Files.writeString(plan, left), FileTime.fromMillis(0));
    List<Long> times = new ArrayList<>();
    heard.atEpoch =
        line -> {
          assertThat(plan).hasContent(left);
          times.add(plan.toFile().lastModified());
        };
    run(none("a", SHORT));
    assertThat(times).isNotEmpty().doesNotContain(0L);
  }

  private void stopAt(String wanted, String line) {
    if (line.equals(wanted)) {
      stop.request();
    }
  }

  @Test
  void aStoppedRerunKeepsTheRunThatWasDone() throws IOException {
    TrialSummary done = run(none("a", SHORT)).get(0);
    byte[] before = Files.readAllBytes(done.directory().resolve("timing.csv"));
    earlier = Earlier.RERUN;
    heard.atEpoch = line -> stopAt("epoch 1 of a", line);
    run(none("a", SHORT));
    assertThat(done.directory().resolve("timing.csv")).hasBinaryContent(before);
    assertThat(heard.lines).contains("notice a was stopped; its earlier run is kept");
    assertThat(names(folder.resolve("tiny"))).containsExactly("a");
  }

  @Test
  void aFailedRerunKeepsTheRunThatWasDone() throws IOException {
    TrialSummary done = run(none("a", SHORT)).get(0);
    byte[] before = Files.readAllBytes(done.directory().resolve("timing.csv"));
    earlier = Earlier.RERUN;
    heard.atEpoch =
        line -> {
          throw new IllegalStateException("out of luck");
        };
    TrialSummary failed = run(none("a", SHORT)).get(0);
    assertThat(failed.status().state()).isEqualTo(State.FAILED);
    assertThat(failed.last()).isNull();
    assertThat(failed.normalizations()).isEmpty();
    assertThat(done.directory().resolve("timing.csv")).hasBinaryContent(before);
    assertThat(heard.lines)
        .contains(
            "notice a failed (java.lang.IllegalStateException: out of luck); its earlier run is kept",
            "ended a FAILED");
    assertThat(names(folder.resolve("tiny"))).containsExactly("a");
  }

  @Test
  void nothingIsTrainedWhereOneTrialCannotBe() throws IOException {
    data =
        (config, fallback) -> {
          if (config.seed() == 4) {
            throw new DataException("no such data");
          }
          return Trials.data();
        };
    TrialConfig good = none("good", SHORT);
    DatasetConfig otherSeed = Changed.with(none("bad", SHORT).dataset(), "seed", 4L);
    TrialConfig bad = Changed.with(none("bad", SHORT), "dataset", otherSeed);
    assertThatThrownBy(() -> run(good, bad)).isInstanceOf(DataException.class);
    TrialConfig weightless =
        Changed.with(none("weightless", SHORT), "initialWeights", "nowhere.npz");
    assertThatThrownBy(() -> run(good, weightless)).isInstanceOf(ConfigException.class);
    TrainingConfig planned = Changed.with(SHORT, "batchSize", 13, "step", StepKind.PLANNED);
    TrialConfig fit = // not for the last batch, of one
        Trials.trial(Changed.with(planned, "step", StepKind.DL4J)).named("b");
    assertThatThrownBy(() -> run(Trials.trial(planned).named("a"), fit))
        .isInstanceOf(ConfigException.class);
    assertThat(folder).isEmptyDirectory();
    TrialConfig drawn = deep(2, TrialConfig.PYTORCH);
    Path weights = folder.resolve("two.npz");
    NpzFile.write(
        Files.newOutputStream(weights), ParameterFiles.of(Networks.build(drawn), ""), false);
    TrialConfig two = deep(2, weights.toString());
    TrialConfig three = deep(3, weights.toString());
    Path results = folder.resolve("results");
    assertThatThrownBy(() -> run(results, two, three)).isInstanceOf(ConfigException.class);
    assertThat(results).doesNotExist();
  }

  @Test
  void aCosineThatEndsBeforeTheTrainingIsSaidOnce() {
    TrainingConfig cosine =
        Changed.with(SHORT, "schedule", new ScheduleConfig(ScheduleConfig.Kind.COSINE, 1, 1));
    run(
        custom("a", cosine),
        custom("b", Changed.with(cosine, "shuffle", false)),
        none("c", cosine));
    assertThat(heard.lines.stream().filter(line -> line.startsWith("notice")))
        .containsExactly(
            "notice training.schedule.every is 1 with training.schedule.kind cosine: the learning"
                + " rate is 0 after epoch 1 of 2; set training.schedule.every=2");
    heard.lines.clear();
    run(custom("short", Changed.with(cosine, "epochs", null, "steps", 3)));
    assertThat(heard.lines).isNotEmpty().noneMatch(line -> line.startsWith("notice"));
  }

  private static TrialConfig deep(int depth, String weights) {
    return Changed.with(
        none("depth-" + depth, SHORT),
        "network",
        NetworkKind.DEEP_NET,
        "deepNet",
        new DeepNetConfig(depth, 4, DeepNetConfig.Activation.RELU),
        "initialWeights",
        weights);
  }

  @Test
  void aTrialThatFailsIsRecordedWithItsReason() throws IOException {
    DataSource broken =
        (config, fallback) -> {
          throw new IllegalStateException("out of luck");
        };
    RunDirectory run = new RunDirectory(folder, "a");
    Duration interval = RunOptions.USUAL_CHECKPOINTS;
    new InProcessRunner(broken, stop, interval, none("a", SHORT), run, event -> {}).run();
    Path directory = run.target();
    TrialSummary summary = TrialSummary.read(none("a", SHORT), directory, false);
    assertThat(summary.status().state()).isEqualTo(State.FAILED);
    assertThat(summary.status().reason()).isEqualTo("java.lang.IllegalStateException: out of luck");
    assertThat(summary.last()).isNull();
    assertThat(directory.resolve("failure.txt")).content().contains("ExperimentsTest");
  }

  @Test
  void resultsThatCannotBeWrittenEndTheExperiment() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(() -> run(file, none("a", SHORT)))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("file");
  }

  private static Set<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return new TreeSet<>(files.map(f -> f.getFileName().toString()).toList());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes down what it hears. */
  private static final class Heard implements TrialListener {
    private final List<String> lines = new ArrayList<>();
    private double samplesPerSecond;
    private Consumer<String> atEpoch = line -> {};

    @Override
    public void notice(String line) {
      lines.add("notice " + line);
    }

    @Override
    public void trialStarted(TrialConfig trial, int number, int of, Started started) {
      lines.add(
          "started %s %d/%d, %d epochs, %d steps"
              .formatted(trial.trial(), number, of, started.epochs(), started.steps()));
    }

    @Override
    public void epochDone(TrialConfig trial, EpochProgress progress) {
      samplesPerSecond = progress.samplesPerSecond();
      lines.add("epoch " + progress.row().epoch() + " of " + trial.trial());
      atEpoch.accept(lines.get(lines.size() - 1));
    }

    @Override
    public void trialEnded(TrialSummary summary) {
      lines.add("ended " + summary.trial().trial() + " " + summary.status().state());
    }
  }
}
