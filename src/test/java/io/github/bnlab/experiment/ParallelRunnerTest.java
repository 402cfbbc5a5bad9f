package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.training.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ParallelRunnerTest {
  private static final TrainingConfig SHORT = Trials.training(2, null, 0.1);

  /** What a run directory says about time and place. */
  private static final Set<String> OF_THE_MOMENT = Set.of("timing.csv", "provenance.json");

  @TempDir private Path folder;

  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
  private final List<String> epochs = new ArrayList<>();
  private final StopSignal stop = new StopSignal();

  private static TrialConfig trial(String name, TrainingConfig training) {
    return Trials.trial(training, BatchNormImplementation.CUSTOM, Trials.D2L).named(name);
  }

  private static TrialConfig engine(String name, double learningRate) {
    TrainingConfig fit = Trials.training(2, null, learningRate);
    return trial(name, Trials.with(fit, 0, StepKind.PLANNED, fit.earlyStopping(), 0));
  }

  private static TrialConfig broken(String name) {
    TrialConfig trial = trial(name, SHORT);
    DatasetConfig own = new DatasetConfig("broken", "a", "b", null, null, 40, 0, 0, 3);
    return Changed.with(trial, "dataset", own);
  }

  /** A test image of a class that there is not. */
  private static LoadedData broken() {
    LoadedData data = Trials.data();
    ImageSet wrong = new ImageSet(new byte[ImageSet.PIXELS], new byte[] {ImageSet.CLASSES});
    return new LoadedData(
        data.name(), "", data.training(), data.validation(), wrong, data.sha256());
  }

  private List<TrialSummary> run(Path results, int parallel, TrialConfig... trials) {
    RunOptions options =
        new RunOptions(
            results,
            (config, fallback) -> config.name().equals("broken") ? broken() : Trials.data(),
            Earlier.GO_ON,
            stop,
            parallel);
    Thread caller = Thread.currentThread();
    TrialListener listener =
        new TrialListener() {
          @Override
          public void notice(String line) {
            notices.add(line);
          }

          @Override
          public void epochDone(TrialConfig trial, EpochProgress progress) {
            assertThat(Thread.currentThread()).isSameAs(caller);
            epochs.add(trial.trial() + progress.row().epoch());
            if (epochs.containsAll(List.of("long10", "long20"))) { // trials of that name, epoch 0
              stop.request();
            }
          }
        };
    Experiment experiment = new Experiment("tiny", "", List.of(trials));
    return Experiments.run(experiment, options, listener);
  }

  @Test
  void trialsSideBySideGiveTheBytesOfTrialsOneAfterAnother() throws IOException {
    TrialConfig[] trials = {
      trial("a", SHORT), trial("b", Trials.training(2, null, 0.3)), trial("c", SHORT)
    };
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    List<TrialSummary> inOrder = run(one, 1, trials);
    List<String> epochsInOrder = List.copyOf(epochs);
    epochs.clear();
    List<TrialSummary> sideBySide = run(two, 2, trials);
    assertThat(sideBySide)
        .extracting(s -> s.trial().trial() + s.status().state())
        .containsExactly("aFINISHED", "bFINISHED", "cFINISHED");
    assertThat(sideBySide.get(1).last()).isEqualTo(inOrder.get(1).last());
    assertThat(epochs).containsExactlyInAnyOrderElementsOf(epochsInOrder);
    Set<String> files = files(one);
    assertThat(files).hasSizeGreaterThan(15).isEqualTo(files(two));
    for (String file : files) {
      assertThat(two.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
    }
    assertThat(run(two, 2, trials)).hasSameSizeAs(trials).allMatch(TrialSummary::wasDoneBefore);
  }

  @Test
  void stepsOfTheEngineGiveTheSameBytesToo() throws IOException {
    TrialConfig[] trials = {engine("a", 0.1), engine("b", 0.3), engine("c", 0.1)};
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    run(one, 1, trials);
    run(two, 3, trials);
    for (String file : files(one)) {
      assertThat(two.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
    }
  }

  @Test
  void aTrialThatFailsTakesNoOtherTrialWithIt() throws IOException {
    List<TrialSummary> summaries =
        run(folder, 2, trial("a", SHORT), broken("broken"), trial("b", SHORT));
    assertThat(summaries)
        .extracting(s -> s.status().state())
        .containsExactly(State.FINISHED, State.FAILED, State.FINISHED);
    TrialSummary failed = summaries.get(1);
    assertThat(failed.directory().resolve("failure.txt")).isNotEmptyFile();
    assertThat(failed.directory().resolve("trial.yaml")).exists();
  }

  @Test
  void askedToStopTheTrialsEndCleanlyAndNoFurtherTrialBegins() {
    TrainingConfig endless = Trials.training(100_000, null, 0.1);
    List<TrialSummary> summaries =
        run(folder, 2, trial("long1", endless), trial("long2", endless), trial("c", SHORT));
    assertThat(summaries)
        .hasSize(2)
        .allMatch(s -> s.status().state() == State.INTERRUPTED)
        .allMatch(s -> s.status().reason().startsWith("stopped on request"));
  }

  /** It is not taken for a request of the user, and no thread continues. */
  @Test
  @Timeout(60)
  void aFailureOutsideOfATrainingEndsTheOthersAndIsThrown() {
    List<TrialConfig> trials = List.of(trial("a", SHORT), trial("b", SHORT));
    Error error = new NoClassDefFoundError("of a library");
    List<String> begun = Collections.synchronizedList(new ArrayList<>());
    List<String> ended = Collections.synchronizedList(new ArrayList<>());
    ParallelRunner ofTrial =
        new ParallelRunner(
            (trial, caller) -> {
              begun.add(trial.trial());
              await(() -> begun.size() == 2);
              if (trial.trial().equals("a")) {
                throw error;
              }
              await(stop::requested);
              ended.add(trial.trial());
            },
            stop);
    assertThatThrownBy(() -> ofTrial.run(trials, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a failed outside of its training: " + error)
        .hasCause(error);
    assertThat(ended).containsExactly("b");
    assertThat(stop.failed()).isTrue();
    ended.clear();
    StopSignal other = new StopSignal();
    ParallelRunner ofListener =
        new ParallelRunner(
            (trial, caller) -> {
              if (trial.trial().equals("a")) {
                caller.execute(
                    () -> {
                      throw error;
                    });
              }
              ended.add(trial.trial());
            },
            other);
    assertThatThrownBy(() -> ofListener.run(trials, 2)).isSameAs(error);
    assertThat(ended).contains("a");
    assertThat(other.failed()).isTrue();
    other.request();
    assertThat(other.failed()).isTrue();
    StopSignal ofUser = new StopSignal();
    ofUser.request();
    ofUser.fail();
    assertThat(ofUser.failed()).isFalse();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void resultsThatCannotBeWrittenEndTheExperiment() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(() -> run(file, 2, trial("a", SHORT), trial("b", SHORT)))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("file");
  }

  private static Set<String> files(Path results) throws IOException {
    try (Stream<Path> files = Files.walk(results)) {
      return new TreeSet<>(
          files
              .filter(Files::isRegularFile)
              .filter(f -> !OF_THE_MOMENT.contains(f.getFileName().toString()))
              .map(f -> results.relativize(f).toString())
              .toList());
    }
  }
}
