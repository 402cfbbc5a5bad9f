package io.github.bnlab.cli;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.EpochProgress;
import io.github.bnlab.experiment.ProgressListener;
import io.github.bnlab.experiment.TrialSummary;
import java.util.Locale;

/** A line for each trial and each epoch, for logs and pipes. */
final class LineProgress implements ProgressListener {
  private final Terminal terminal;
  private int epochs;
  private int steps;
  private long startNanos;

  LineProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void notice(String line) {
    terminal.notice("! " + line);
  }

  @Override
  public void trialStarted(
      TrialConfig trial, int number, int of, String stepKind, int epochs, int steps) {
    this.epochs = epochs;
    this.steps = steps;
    startNanos = System.nanoTime();
    terminal.notice(
        String.format(
            Locale.ROOT,
            "%s: trial %d of %d, %d steps (%s)",
            trial.trial(),
            number,
            of,
            steps,
            stepKind));
  }

  @Override
  public void epochDone(TrialConfig trial, EpochProgress progress) {
    StringBuilder line = new StringBuilder(trial.trial());
    line.append(String.format(Locale.ROOT, ": epoch %d/%d", progress.epoch(), epochs));
    part(line, "loss", Figures.loss(progress.trainingLoss()));
    part(line, "validation", Figures.percent(progress.validationAccuracy()));
    part(line, "test", Figures.percent(progress.testAccuracy()));
    part(line, "samples/s", Figures.rate(progress.samplesPerSecond()));
    if (progress.step() > 0 && progress.step() < steps) {
      double elapsed = (System.nanoTime() - startNanos) / 1e9;
      part(line, "left", Figures.clock(elapsed * (steps - progress.step()) / progress.step()));
    }
    terminal.notice(line.toString());
  }

  @Override
  public void trialEnded(TrialSummary summary) {
    terminal.notice(summary.trial().trial() + ": " + TrialTable.ending(summary));
  }

  private static void part(StringBuilder line, String name, String value) {
    if (!value.isEmpty()) {
      line.append(", ").append(name).append(' ').append(value);
    }
  }
}
