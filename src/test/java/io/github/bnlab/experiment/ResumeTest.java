package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.bnlab.JavaProcess;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.DropoutConfig;
import io.github.bnlab.config.EarlyStoppingConfig;
import io.github.bnlab.config.EarlyStoppingConfig.Watch;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.config.RecordingConfig;
import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.training.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupted and resumed trials give the same result as uninterrupted ones, byte for byte. */
class ResumeTest {
  /** Files that record when and where a trial ran, not its results. */
  private static final Set<String> OF_THE_MOMENT = Set.of("timing.csv", "provenance.json");

  /** Saves a state before every step, so that any of them may be the last. */
  static final Duration EVERY_STEP = Duration.ofNanos(1);

  /** Runs without an interruption, each made once. */
  @TempDir private static Path shared;

  private static final Map<TrialConfig, Path> WHOLE = new HashMap<>();

  @TempDir private Path folder;

  private final List<String> notices = new ArrayList<>();

  /** Everything that has a state or draws numbers: dropout, Adam, a schedule, validation. */
  private static TrialConfig trial(StepKind step, Optimizer optimizer, double momentum) {
    return trial(step, optimizer, momentum, 4);
  }

  /** Long enough to be killed in. */
  static TrialConfig longTrial() {
    return trial(StepKind.PLANNED, Optimizer.ADAM, 0, 150);
  }

  private static TrialConfig trial(
      StepKind step, Optimizer optimizer, double momentum, int epochs) {
    TrainingConfig training = Trials.training(epochs, null, 0.05);
    TrialConfig plain = Trials.trial(training, BatchNormImplementation.CUSTOM, Trials.D2L);
    return Changed.with(
        plain.named("a"),
        "dataset",
        Changed.with(plain.dataset(), "validationExamples", 10),
        "dataType",
        FloatType.FLOAT,
        "dropout",
        new DropoutConfig(0.3, List.of("dense1")),
        "training",
        Changed.with(
            training,
            "schedule",
            new ScheduleConfig(ScheduleConfig.Kind.EXPONENTIAL, 0.9, 1),
            "optimizer",
            optimizer,
            "momentum",
            momentum,
            "l2",
            0.001,
            "step",
            step,
            "earlyStopping",
            new EarlyStoppingConfig(Watch.VALIDATION_LOSS, 100)),
        "recording",
        new RecordingConfig(true, true, true, 1, 10, 3, 2, true));
  }

  private static final TrialConfig ADAM = trial(StepKind.PLANNED, Optimizer.ADAM, 0);

  static final TrialConfig FIT = trial(StepKind.DL4J, Optimizer.ADAM, 0);

  static LoadedData data(long seed) {
    LoadedData plain = Trials.data();
    return new LoadedData(
        "patterns",
        "",
        plain.training(),
        Trials.images(10, seed),
        plain.test(),
        Map.of("patterns", "seed " + seed));
  }

  private TrialSummary run(Path results, TrialConfig trial, int stopAtStep) {
    return run(results, trial, stopAtStep, Earlier.GO_ON, data(5));
  }

  private TrialSummary run(
      Path results, TrialConfig trial, int stopAtStep, Earlier earlier, LoadedData data) {
    StopSignal stop = new StopSignal();
    StoppingAfter listener = new StoppingAfter(stopAtStep, stop);
    Experiment experiment = new Experiment("tiny", "", List.of(trial));
    RunOptions options = new RunOptions(results, (c, f) -> data, earlier, EVERY_STEP, stop, 1);
    return Experiments.run(experiment, options, listener).get(0);
  }

  /** The run directory of an uninterrupted run; not to be changed. */
  private Path whole(TrialConfig trial) {
    return WHOLE.computeIfAbsent(
        trial, t -> run(shared.resolve("" + WHOLE.size()), t, -1).directory());
  }

  private final class StoppingAfter implements TrialListener {
    private final int epoch;
    private final StopSignal stop;

    StoppingAfter(int epoch, StopSignal stop) {
      this.epoch = epoch;
      this.stop = stop;
    }

    @Override
    public void notice(String line) {
      notices.add(line);
    }

    @Override
    public void epochDone(TrialConfig trial, EpochProgress progress) {
      if (progress.row().epoch() == epoch) {
        stop.request();
      }
    }
  }

  static void assertSameRecords(Path one, Path other) throws IOException {
    assertThat(names(other)).isEqualTo(names(one));
    for (String file : names(one)) {
      if (!OF_THE_MOMENT.contains(file)) {
        assertThat(other.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
      }
    }
    assertThat(Files.readAllLines(other.resolve("timing.csv")))
        .hasSameSizeAs(Files.readAllLines(one.resolve("timing.csv")));
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return new TreeSet<>(files.map(f -> f.getFileName().toString()).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(StepKind.class)
  void fourEpochsAreTwoAndTwoMore(StepKind step) throws IOException {
    TrialConfig adam = trial(step, Optimizer.ADAM, 0);
    Path whole = whole(adam);
    Path parts = folder.resolve("parts");
    TrialSummary stopped = run(parts, adam, 2);
    assertThat(stopped.status().state()).isEqualTo(State.INTERRUPTED);
    assertThat(stopped.status().step()).isEqualTo(6);
    TrialSummary rest = run(parts, adam, -1);
    assertThat(rest.status().state()).isEqualTo(State.FINISHED);
    assertThat(notices).contains("a continues after step 6 of its unfinished run");
    assertSameRecords(whole, rest.directory());
    assertThat(names(parts.resolve("tiny"))).containsExactly("a");
  }

  /** A checkpoint holds the files of its run. */
  @Test
  void tablesAndSettingsThatAreEmptiedOrEditedCostNothing() throws IOException {
    Path parts = folder.resolve("parts");
    Path stopped = run(parts, ADAM, 2).directory();
    Files.write(stopped.resolve("iterations.csv"), new byte[0]);
    Files.writeString(stopped.resolve("epochs.csv"), "mine");
    Files.delete(stopped.resolve("activations.csv"));
    Files.writeString(stopped.resolve("status.json"), "{");
    TrialSummary rest = run(parts, ADAM, -1, Earlier.MUST_CONTINUE, data(5));
    assertThat(notices).contains("a continues after step 6 of its unfinished run");
    assertSameRecords(whole(ADAM), rest.directory());
    assertThat(names(parts.resolve("tiny"))).containsExactly("a");
  }

  @Test
  void aFinishedRunOnFilesThatChangedIsKeptAndSaysSo() {
    DatasetConfig files = new DatasetConfig("mine", "a", "b", "c", "d", 0, 10, 0, 1);
    TrialConfig own = Changed.with(ADAM, "dataset", files);
    Path results = folder.resolve("own");
    run(results, own, -1);
    assertThat(run(results, own, -1).wasDoneBefore()).isTrue();
    assertThat(notices).isEmpty();
    assertThat(run(results, own, -1, Earlier.GO_ON, data(6)).wasDoneBefore()).isTrue();
    assertThat(notices)
        .containsExactly(
            "patterns has changed since finished trials were trained on it; they are kept as they"
                + " are, and --rerun trains them again");
  }

  @Test
  void momentumGroupsAndPopulationContinueToo() throws IOException {
    TrialConfig plain = trial(StepKind.PLANNED, Optimizer.SGD, 0.9);
    TrialConfig momentum =
        Changed.with(
            plain,
            "batchNorm",
            Changed.with(
                plain.batchNorm(),
                "groups",
                2,
                "groupStatistics",
                GroupStatistics.POOLED,
                "inference",
                InferenceStatistics.POPULATION),
            "recording",
            Changed.with(plain.recording(), "robustness", false));
    Path whole = run(folder.resolve("whole"), momentum, -1).directory();
    Path parts = folder.resolve("parts");
    for (int epoch = 0; epoch < 4; epoch++) {
      run(parts, momentum, epoch);
    }
    assertSameRecords(whole, run(parts, momentum, -1).directory());
    assertThat(notices).contains("a continues after step 9 of its unfinished run");
  }

  @Test
  void aRunOfOtherDataOrSettingsStartsAgainUnlessItMustContinue() {
    run(folder, ADAM, 1);
    assertThatThrownBy(() -> run(folder, ADAM, -1, Earlier.MUST_CONTINUE, data(6)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--resume: a cannot continue, since the data differs from that of its checkpoint;"
                + " remove --resume to start it again");
    run(folder, ADAM, 2, Earlier.GO_ON, data(6));
    assertThat(notices).contains("a starts again: the data differs from that of its checkpoint");
    TrialConfig other = trial(StepKind.PLANNED, Optimizer.SGD, 0);
    assertThat(run(folder, other, -1).status().state().isConclusive()).isTrue();
    assertThat(notices)
        .contains("a starts again: its settings differ from those of its checkpoint");
  }

  @Test
  void aTrialOfFitIsKeptWhereItsNumbersWouldBeOthers() throws Exception {
    Path whole = whole(FIT);
    Path parts = folder.resolve("parts");
    run(parts, FIT, 2);
    ProcessBuilder builder = JavaProcess.of(List.of(), KillableRun.class, parts, "fit");
    builder.environment().put("OPENBLAS_CORETYPE", "Prescott");
    Process process = builder.start();
    String text = JavaProcess.output(process);
    assertThat(process.waitFor()).as(text).isZero();
    String before = System.getenv().getOrDefault("OPENBLAS_CORETYPE", "not set");
    assertThat(text)
        .contains("OPENBLAS_CORETYPE: " + before + " then, Prescott now", "--results", "--rerun")
        .contains("a cluster starts 1 trial(s)")
        .doesNotContain("done");
    assertSameRecords(whole, run(parts, FIT, -1).directory());
    assertThat(notices).contains("a continues after step 6 of its unfinished run");
    String provenance = Files.readString(whole.resolve("provenance.json"));
    assertThat(provenance).contains("fit_environment", "\"processor\"", "\"threads\"");
  }

  /** The engine's numbers do not depend on it, so that its record has nothing to compare. */
  @Test
  void theRecordOfTheEngineHasNoEnvironment() throws IOException {
    assertThat(Files.readString(whole(ADAM).resolve("provenance.json")))
        .doesNotContain("\"processor\"");
  }

  @Test
  void rerunStartsAgain() throws IOException {
    Path whole = whole(ADAM);
    run(folder, ADAM, 1);
    TrialSummary again = run(folder, ADAM, -1, Earlier.RERUN, data(5));
    assertThat(notices).noneMatch(line -> line.contains("continues"));
    assertThat(again.status().state()).isEqualTo(State.FINISHED);
    assertThat(again.status().step()).isEqualTo(4 * 3);
    assertSameRecords(whole, again.directory());
  }

  @Test
  void whereNothingIsUnfinishedNothingCanBeResumed() {
    assertThatThrownBy(() -> run(folder, ADAM, -1, Earlier.MUST_CONTINUE, data(5)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("has a usable checkpoint");
  }

  private static List<Path> checkpoints(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolveSibling(".a.checkpoints"))) {
      return files.filter(f -> f.toString().endsWith(".npz")).sorted().toList();
    }
  }

  /** It may be whole: neither is the one before taken, nor does the trial start again. */
  @ParameterizedTest
  @EnumSource(
      value = Earlier.class,
      names = {"GO_ON", "MUST_CONTINUE"})
  void aCheckpointThatCannotBeReadIsKeptWithItsRun(Earlier earlier) throws IOException {
    Path memory = Path.of("/proc/self/mem");
    assumeThat(memory).as("a file whose first byte cannot be read, which Linux has").exists();
    Path stopped = run(folder, ADAM, 2).directory();
    Set<String> before = names(stopped);
    List<Path> checkpoints = checkpoints(stopped);
    Path aside = Files.move(checkpoints.get(1), folder.resolve("aside"));
    Files.createSymbolicLink(checkpoints.get(1), memory);
    assertThatThrownBy(() -> run(folder, ADAM, -1, earlier, data(5)))
        .isInstanceOf(RecordException.class)
        .hasMessage("Cannot read " + checkpoints.get(1) + ": Input/output error");
    assertThat(names(stopped)).isEqualTo(before);
    assertThat(checkpoints(stopped)).isEqualTo(checkpoints);
    Files.delete(checkpoints.get(1));
    Files.move(aside, checkpoints.get(1));
    assertSameRecords(whole(ADAM), run(folder, ADAM, -1).directory());
    assertThat(notices).contains("a continues after step 6 of its unfinished run");
  }

  /** Its checkpoints, which no one sees, say nothing of the next one. */
  @Test
  void whereTheFolderOfAStoppedTrialIsDeletedItStartsAgain() throws IOException {
    Path stopped = run(folder, ADAM, 2).directory();
    PathUtils.delete(stopped);
    TrialConfig other = trial(StepKind.PLANNED, Optimizer.SGD, 0);
    Experiment experiment = new Experiment("tiny", "", List.of(other));
    assertThat(Experiments.withoutConflict(experiment, folder, notices::add)).isEqualTo(experiment);
    assertThat(run(folder, other, -1).status().state()).isEqualTo(State.FINISHED);
    assertThat(notices).isEmpty();
    assertThat(names(folder.resolve("tiny"))).containsExactly("a");
  }

  @Test
  void aCutOffCheckpointIsPassedOverForTheOneBefore() throws IOException {
    Path whole = whole(ADAM);
    Path parts = folder.resolve("parts");
    Path stopped = run(parts, ADAM, 2).directory();
    List<Path> checkpoints = checkpoints(stopped);
    assertThat(checkpoints).hasSize(2);
    byte[] newest = Files.readAllBytes(checkpoints.get(1));
    Files.write(checkpoints.get(1), Arrays.copyOf(newest, newest.length / 2));
    TrialSummary rest = run(parts, ADAM, -1);
    // Which steps were saved depends on how fast the disk was.
    String before = checkpoints.get(0).getFileName().toString().replaceAll("\\D", "");
    assertThat(notices).contains("a continues after step " + before + " of its unfinished run");
    assertSameRecords(whole, rest.directory());
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint-6.bin", "checkpoint-6.npz"})
  void fromCheckpointsOfAnEarlierVersionItStartsAgainAndSaysSo(String name) throws IOException {
    Path old = Files.createDirectories(folder.resolve("tiny/.a.partial"));
    Files.writeString(old.resolve(name), "BNLABCK2");
    assertThatThrownBy(() -> run(folder, ADAM, -1, Earlier.MUST_CONTINUE, data(5)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--resume: a cannot continue, since none of its checkpoints can be used; remove"
                + " --resume to start it again");
    assertThat(old.resolve(name)).exists();
    assertThat(run(folder, ADAM, -1).status().state().isConclusive()).isTrue();
    assertThat(notices).contains("a starts again: none of its checkpoints can be used");
    assertThat(names(folder.resolve("tiny"))).containsExactly("a");
    assertThat(names(folder.resolve("tiny/a"))).doesNotContain(name);
  }

  @Test
  void withoutAnyWholeCheckpointItStartsAgainAndSaysSo() throws IOException {
    Path stopped = run(folder, ADAM, 2).directory();
    for (Path checkpoint : checkpoints(stopped)) {
      Files.write(checkpoint, new byte[0]); // a disk that lost it
    }
    assertThatThrownBy(() -> run(folder, ADAM, -1, Earlier.MUST_CONTINUE, data(5)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--resume: a cannot continue, since none of its checkpoints can be used; remove"
                + " --resume to start it again");
    TrialSummary rest = run(folder, ADAM, -1);
    assertThat(rest.status().state().isConclusive()).isTrue();
    assertThat(notices)
        .anyMatch(line -> line.startsWith("a is run again: its earlier run did not finish"));
  }

  @Test
  void aRerunThatWasKilledContinues() throws IOException {
    Path whole = folder.resolve("tiny/a");
    copy(whole(ADAM), whole);
    Path one = run(folder.resolve("other"), ADAM, 1).directory();
    copy(one, whole.resolveSibling(".a.partial"));
    copy(one.resolveSibling(".a.checkpoints"), whole.resolveSibling(".a.checkpoints"));
    assertThat(run(folder, ADAM, -1).wasDoneBefore()).isFalse();
    assertThat(notices).anyMatch(line -> line.startsWith("a continues after step"));
    assertThat(run(folder, ADAM, -1).wasDoneBefore()).isTrue();
  }

  @Test
  void whatAFinishedRunLeftWhenItWasKilledIsRemoved() throws IOException {
    Path whole = folder.resolve("tiny/a");
    copy(whole(ADAM), whole);
    Path stopped = run(folder.resolve("other"), ADAM, 1).directory();
    copy(stopped, whole.resolveSibling(".a.replaced"));
    copy(stopped.resolveSibling(".a.checkpoints"), whole.resolveSibling(".a.checkpoints"));
    assertThat(run(folder, ADAM, -1).wasDoneBefore()).isTrue();
    assertThat(whole.resolveSibling(".a.replaced")).doesNotExist();
    assertThat(names(whole.getParent())).containsExactly("a");
    copy(stopped, whole.resolveSibling(".a.replaced"));
    assertThat(run(folder, ADAM, -1, Earlier.MUST_CONTINUE, data(5)).wasDoneBefore()).isTrue();
    assertThat(whole.resolveSibling(".a.replaced")).doesNotExist();
  }

  @Test
  void aFinishedRunWhoseSettingsAreDamagedIsRunAgain() throws IOException {
    Path whole = folder.resolve("tiny/a");
    copy(whole(ADAM), whole);
    Path settings = whole.resolve("trial.yaml");
    String cut = Files.readString(settings).substring(0, 300);
    for (String damaged : List.of("", "a: [1", cut)) {
      notices.clear();
      Files.writeString(settings, damaged);
      assertThat(run(folder, ADAM, -1).wasDoneBefore()).isFalse();
      assertThat(notices)
          .singleElement()
          .asString()
          .startsWith("a is run again: its earlier run cannot be read (" + settings + " is ");
      assertSameRecords(whole(ADAM), whole);
    }
  }

  @Test
  void ofADamagedTableTheRowsBeforeTheFaultAreUsed() throws IOException {
    Path whole = folder.resolve("tiny/a");
    copy(whole(ADAM), whole);
    Path epochs = whole.resolve("epochs.csv");
    String text = Files.readString(epochs);
    Files.writeString(epochs, text.substring(0, text.indexOf("\n2,") + 5));
    Files.writeString(whole.resolve("timing.csv"), "");
    TrialSummary cut = run(folder, ADAM, -1);
    assertThat(cut.wasDoneBefore()).isTrue();
    assertThat(cut.last().epoch()).isEqualTo(1);
    Files.write(epochs, new byte[] {-1, 0, 10});
    assertThat(run(folder, ADAM, -1).last()).isNull();
  }

  @Test
  void aStoppedTrialReplacesARunThatCannotBeRead() throws IOException {
    Path whole = folder.resolve("tiny/a");
    copy(whole(ADAM), whole);
    Files.writeString(whole.resolve("status.json"), "");
    assertThat(run(folder, ADAM, 1).status().state()).isEqualTo(State.INTERRUPTED);
    assertSameRecords(whole(ADAM), run(folder, ADAM, -1).directory());
  }

  /** Copies the files of a folder that are not in the other one. */
  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(file.getFileName());
        if (!Files.exists(copy)) {
          Files.copy(file, copy);
        }
      }
    }
  }
}
