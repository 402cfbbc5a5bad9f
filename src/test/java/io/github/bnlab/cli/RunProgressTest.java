package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.Changed;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import io.github.bnlab.experiment.TrialEvent.Started;
import io.github.bnlab.experiment.TrialEvent.StepProgress;
import io.github.bnlab.experiment.TrialSummary;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.rows.Rows.EpochRow;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunProgressTest {
  private static final TrialConfig TRIAL = trial("implementation-custom");
  private static final TrialConfig OTHER = trial("implementation-none-with-a-long-name-42");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void inALogEveryEpochIsALineWithLossAccuracyRateAndTimeLeft() {
    play(new RunProgress(terminal(80, false), false, summary -> {}, new HashSet<>()), TRIAL, 2);
    List<String> lines = err.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("trial 1 of 2", "20 steps", "planned");
    assertThat(lines.get(1)).contains("epoch 0/2, test 10.00%").doesNotContain("left", "NaN");
    assertThat(lines.get(2)).contains("epoch 1/2", "loss 0.5000", "samples/s 4,321", "left");
    assertThat(lines.get(3)).contains("finished after 20 steps, 1:15");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 60, 80, 120})
  void linesOfTrialsFitTheTerminal(int columns) {
    long start = System.nanoTime();
    RunProgress progress =
        new RunProgress(terminal(columns, true), false, summary -> {}, new HashSet<>());
    progress.preparing("loading the data");
    start(progress, TRIAL, 1, 2);
    assertThat(screen(columns).rows()).hasSize(2).noneMatch(row -> row.contains("loading"));
    start(progress, OTHER, 2, 2);
    progress.epochDone(OTHER, epoch(0, Double.NaN, 0.1));
    afterAWhile(() -> progress.progress(OTHER, step(15)));
    Screen screen = screen(columns);
    assertThat(screen.isWrapped()).isFalse();
    assertThat(screen.rows()).hasSize(3).allMatch(row -> row.length() < columns);
    if (columns >= 40) {
      assertThat(screen.rows().get(1))
          .contains("75%  loss 0.7000")
          .contains(columns < 120 ? "…" : OTHER.trial());
      assertThat(screen.rows().get(2)).matches("0 of 2 trials done, \\d+:\\d\\d left");
      requireTimeLeft(screen.rows().get(2), 15, 40, 0.15, start);
    }
    if (columns >= 80) {
      assertThat(screen.rows().get(1)).contains("█", "epoch 1/2", "test 10.00%");
    }
  }

  @Test
  void whatStaysIsAboveAndNothingElseIsLeft() {
    Terminal terminal = terminal(80, true);
    RunProgress progress = new RunProgress(terminal, false, summary -> {}, new HashSet<>());
    start(progress, TRIAL, 1, 2);
    start(progress, OTHER, 2, 2);
    progress.notice(
        "a notice that is longer than a line of this terminal, so that it takes two of them");
    progress.trialEnded(TrialTableTest.summary(OTHER));
    assertThat(screen(80).rows()).element(3).asString().startsWith("implementation-custom  ░");
    progress.trialEnded(TrialTableTest.summary(TRIAL));
    terminal.doing("drawing the report");
    terminal.out().println("result");
    List<String> rows = screen(80).rows();
    assertThat(rows).hasSize(4);
    assertThat(rows.get(0)).startsWith("! a notice").endsWith("it takes two");
    assertThat(rows.get(1)).isEqualTo("  of them");
    assertThat(rows.get(2)).isEqualTo(OTHER.trial() + ": finished after 20 steps, 1:15");
    assertThat(rows.get(3)).isEqualTo(TRIAL.trial() + ": finished after 20 steps, 1:15");
  }

  @Test
  void theTimeLeftIsShownAfterATwentieth() {
    RunProgress progress =
        new RunProgress(terminal(80, true), false, summary -> {}, new HashSet<>());
    long start = System.nanoTime();
    progress.trialStarted(TRIAL, 1, 1, new Started("planned", 2, 200));
    afterAWhile(() -> progress.progress(TRIAL, new StepProgress(9, 200, 1, 0.7, 4000)));
    assertThat(screen(80).rows().get(0)).contains("loss 0.7000").doesNotContain("left");
    afterAWhile(() -> progress.progress(TRIAL, new StepProgress(11, 200, 1, 0.7, 4000)));
    requireTimeLeft(screen(80).rows().get(0), 11, 200, 0.3, start);
  }

  /** After some of all steps, which took at least so long and began at a {@code nanoTime}. */
  private static void requireTimeLeft(String row, int done, double all, double least, long start) {
    double most = (System.nanoTime() - start) / 1e9;
    Matcher left = Pattern.compile("(\\d+):(\\d\\d) left").matcher(row);
    assertThat(left.find()).isTrue();
    double seconds = 60 * Integer.parseInt(left.group(1)) + Integer.parseInt(left.group(2));
    double factor = (all - done) / done;
    assertThat(seconds).isBetween(Math.floor(least * factor), Math.ceil(most * factor));
  }

  /** What was trained before says nothing of the time left. */
  @Test
  void theTimeLeftOfAResumedTrialCountsOnlyWhatIsTrainedNow() {
    RunProgress progress =
        new RunProgress(terminal(80, true), false, summary -> {}, new HashSet<>());
    progress.trialStarted(TRIAL, 1, 1, new Started("planned", 2, 200));
    afterAWhile(
        () -> progress.progress(TRIAL, new StepProgress(180, 200, 2, Double.NaN, Double.NaN)));
    assertThat(screen(80).rows().get(0)).contains("90%").doesNotContain("left", "NaN");
  }

  @Test
  void ofManyTrialsTenAreShown() {
    RunProgress progress =
        new RunProgress(terminal(80, true), false, summary -> {}, new HashSet<>());
    for (int i = 1; i <= 12; i++) {
      start(progress, trial("t" + i), i, 20);
    }
    List<String> rows = screen(80).rows();
    assertThat(rows).hasSize(12);
    assertThat(rows.subList(10, 12)).containsExactly("and 2 more", "0 of 20 trials done");
  }

  @Test
  void quietShowsNoticesOnly() {
    Terminal terminal = terminal(80, true);
    terminal.status().turnOff();
    RunProgress progress = new RunProgress(terminal, true, summary -> {}, new HashSet<>());
    progress.preparing("loading the data");
    play(progress, TRIAL, 1);
    progress.notice("something");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("! something" + System.lineSeparator());
  }

  @Test
  void quietTellsWhyATrialFailed() {
    RunProgress progress =
        new RunProgress(terminal(80, false), true, summary -> {}, new HashSet<>());
    start(progress, TRIAL, 1, 1);
    TrialSummary finished = TrialTableTest.summary(TRIAL);
    RunStatus failed =
        Changed.with(finished.status(), "state", RunStatus.State.FAILED, "reason", "no memory");
    progress.trialEnded(Changed.with(finished, "status", failed));
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("failed", "no memory");
  }

  @Test
  void theWidthIsThatOfTheEnvironmentElseOfTheLauncherElseUsual() {
    assertThat(Terminal.columnsOf("60", "100")).isEqualTo(60);
    assertThat(Terminal.columnsOf(null, "100")).isEqualTo(100);
    assertThat(Terminal.columnsOf("", "0")).isEqualTo(80);
    assertThat(Terminal.columnsOf("3", null)).isEqualTo(20);
  }

  private static TrialConfig trial(String name) {
    return Changed.with(TrialTableTest.TRIAL, "trial", name);
  }

  private static void start(RunProgress progress, TrialConfig trial, int number, int of) {
    progress.trialStarted(trial, number, of, new Started("planned", 2, 20));
  }

  private static void play(RunProgress progress, TrialConfig trial, int of) {
    start(progress, trial, 1, of);
    progress.epochDone(trial, epoch(0, Double.NaN, 0.1));
    progress.progress(trial, step(5));
    progress.epochDone(trial, epoch(1, 0.5, 0.8));
    progress.trialEnded(TrialTableTest.summary(trial));
  }

  private static StepProgress step(int step) {
    return new StepProgress(step, 20, 1, 0.7, 4000);
  }

  private static EpochProgress epoch(int epoch, double loss, double accuracy) {
    EpochRow row = new EpochRow(epoch, 10 * epoch, loss, null, null, 0.4, accuracy, null);
    return new EpochProgress(row, epoch == 0 ? Double.NaN : 4321);
  }

  /** Lines are drawn a few times a second. */
  private static void afterAWhile(Runnable event) {
    try {
      Thread.sleep(150);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    event.run();
  }

  private Screen screen(int columns) {
    return new Screen(columns, err.toString(StandardCharsets.UTF_8));
  }

  private Terminal terminal(int columns, boolean errIsTerminal) {
    return new Terminal(stream(out), stream(err), false, errIsTerminal, columns, false);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
