package io.github.bnlab.cli;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.EpochProgress;
import io.github.bnlab.experiment.StepProgress;
import io.github.bnlab.experiment.TrialListener;
import io.github.bnlab.experiment.TrialSummary;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/**
 * A bar for the present trial, with epoch, loss, accuracy, samples per second and time left; a line
 * for each trial that is over.
 */
final class BarProgress implements TrialListener {
  private static final int REFRESH_MILLIS = 200;
  private static final int SHORTEST_BAR = 8;
  private static final int LONGEST_BAR = 30;

  private final Terminal terminal;
  private ProgressBar bar;
  private int epochs;
  private String accuracy = "";

  BarProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void notice(String line) {
    if (bar != null) {
      clearLine();
    }
    terminal.notice("! " + line);
  }

  private void clearLine() {
    terminal.err().print("\r" + " ".repeat(terminal.columns() - 1) + "\r");
  }

  @Override
  public void trialStarted(
      TrialConfig trial, int number, int of, String stepKind, int epochs, int steps) {
    this.epochs = epochs;
    accuracy = "";
    String position = of > 1 ? String.format(Locale.ROOT, "%d/%d ", number, of) : "";
    bar =
        new ProgressBarBuilder()
            .setTaskName(position + trial.trial())
            .setInitialMax(steps)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setConsumer(new ConsoleProgressBarConsumer(terminal.err(), terminal.columns() - 1))
            .setRenderer(BarProgress::render)
            .clearDisplayOnFinish()
            .build();
  }

  @Override
  public void progress(TrialConfig trial, StepProgress progress) {
    bar.setExtraMessage(
        String.format(
            Locale.ROOT,
            "epoch %d/%d  loss %s%s  %s samples/s",
            progress.epoch(),
            epochs,
            NumberFormat.loss(progress.trainingLoss()),
            accuracy,
            NumberFormat.rate(progress.samplesPerSecond())));
    bar.stepTo(progress.step());
  }

  @Override
  public void epochDone(TrialConfig trial, EpochProgress progress) {
    String test = NumberFormat.percent(progress.testAccuracy());
    String validation = NumberFormat.percent(progress.validationAccuracy());
    if (!validation.isEmpty()) {
      accuracy = "  validation " + validation;
    } else if (!test.isEmpty()) {
      accuracy = "  test " + test;
    }
  }

  @Override
  public void trialEnded(TrialSummary summary) {
    if (bar != null) {
      bar.close();
      bar = null;
      // The bar's own thread may have drawn once more after the bar cleared its line.
      clearLine();
    }
    terminal.notice(summary.trial().trial() + ": " + TrialTable.ending(summary));
  }

  /** {@code NAME ████▌ 43% epoch 4/20 loss ... 1:23 left}, cut to the width. */
  static String render(ProgressState state, int width) {
    double done = state.getMax() > 0 ? (double) state.getCurrent() / state.getMax() : 0;
    String message = state.getExtraMessage() == null ? "" : state.getExtraMessage();
    String tail =
        String.format(Locale.ROOT, " %3.0f%%  %s%s", 100 * done, message, left(state, done));
    int room = width - state.getTaskName().length() - 1 - tail.length();
    int length = Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, room));
    int filled = (int) Math.round(done * length);
    String line =
        state.getTaskName() + " " + "█".repeat(filled) + "░".repeat(length - filled) + tail;
    return line.length() > width ? line.substring(0, width) : line;
  }

  private static String left(ProgressState state, double done) {
    if (done <= 0 || done >= 1) {
      return "";
    }
    double elapsed = state.getElapsedAfterStart().toMillis() / 1000.0;
    return "  " + NumberFormat.clock(elapsed * (1 - done) / done) + " left";
  }
}
