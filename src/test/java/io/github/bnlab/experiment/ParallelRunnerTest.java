package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrialConfig;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

  private List<TrialSummary> run(Path results, int processes, TrialConfig... trials) {
    List<String> worker = List.of(PatternsWorker.class.getName(), results.toString());
    RunOptions options =
        new RunOptions(
            results,
            (config, fallback) -> Trials.data(),
            false,
            stop,
            new Processes(processes, worker));
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
            epochs.add(trial.trial() + progress.epoch());
            if (trial.trial().startsWith("long")) {
              stop.request();
            }
          }
        };
    Experiment experiment = new Experiment("tiny", "", List.of(), List.of(trials));
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
    assertThat(run(two, 2, trials)).allMatch(TrialSummary::wasDoneBefore);
  }

  @Test
  void aProcessThatIsKilledTakesNoOtherTrialWithIt() throws IOException {
    List<TrialSummary> summaries =
        run(folder, 2, trial("a", SHORT), trial("crash", SHORT), trial("b", SHORT));
    assertThat(summaries)
        .extracting(s -> s.status().state())
        .containsExactly(State.FINISHED, State.FAILED, State.FINISHED);
    TrialSummary lost = summaries.get(1);
    assertThat(lost.status().reason())
        .isEqualTo(
            "its process ended with status 137 (killed by signal 9) before the trial was over");
    assertThat(lost.directory().resolve("failure.txt")).content().contains("something terrible");
    assertThat(lost.directory().resolve("trial.yaml")).exists();
    try (Stream<Path> entries = Files.list(folder.resolve("tiny"))) {
      assertThat(entries.map(e -> e.getFileName().toString()))
          .containsExactlyInAnyOrder("a", "b", "crash");
    }
  }

  @Test
  void dataThatChangedSinceTheRunBeganIsNotTrainedOn() {
    List<TrialSummary> summaries = run(folder, 2, trial("a", SHORT), trial("changed", SHORT));
    assertThat(summaries)
        .extracting(s -> s.status().state())
        .containsExactly(State.FINISHED, State.FAILED);
    assertThat(summaries.get(1).status().reason())
        .isEqualTo(
            "the files of patterns have changed since the run began; put them back, or train all"
                + " trials on what is there now with --rerun");
  }

  @Test
  void aProcessThatIsGoneBetweenTrialsIsReplaced() {
    TrialConfig[] trials = {
      trial("last1", SHORT), trial("last2", SHORT), trial("last3", SHORT), trial("a", SHORT)
    };
    assertThat(run(folder, 2, trials))
        .extracting(s -> s.status().state())
        .containsExactly(State.FINISHED, State.FINISHED, State.FINISHED, State.FINISHED);
  }

  @Test
  void askedToStopTheProcessesEndCleanlyAndNoFurtherTrialBegins() {
    TrainingConfig endless = Trials.training(100_000, null, 0.1);
    List<TrialSummary> summaries =
        run(folder, 2, trial("long1", endless), trial("long2", endless), trial("c", SHORT));
    assertThat(summaries)
        .hasSize(2)
        .allMatch(s -> s.status().state() == State.INTERRUPTED)
        .allMatch(
            s ->
                s.status().reason().startsWith("stopped on request")
                    || s.status().reason().startsWith("its process ended"));
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
