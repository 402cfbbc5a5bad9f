package io.github.bnlab.cli;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.EpochProgress;
import io.github.bnlab.experiment.TrialListener;
import io.github.bnlab.experiment.TrialSummary;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A line for each trial and each epoch, for logs and pipes. */
final class LineProgress implements TrialListener {
  private final Terminal terminal;
  private final Map<String, Begun> begun = new HashMap<>();

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
    begun.put(trial.trial(), new Begun(epochs, steps, System.nanoTime()));
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
    Begun trialBegun = begun.get(trial.trial());
    int steps = trialBegun.steps();
    StringBuilder line = new StringBuilder(trial.trial());
    line.append(String.format(Locale.ROOT, ": epoch %d/%d", progress.epoch(), trialBegun.epochs()));
    part(line, "loss", NumberFormat.loss(progress.trainingLoss()));
    part(line, "validation", NumberFormat.percent(progress.validationAccuracy()));
    part(line, "test", NumberFormat.percent(progress.testAccuracy()));
    part(line, "samples/s", NumberFormat.rate(progress.samplesPerSecond()));
    if (progress.step() > 0 && progress.step() < steps) {
      double elapsed = (System.nanoTime() - trialBegun.nanos()) / 1e9;
      part(line, "left", NumberFormat.clock(elapsed * (steps - progress.step()) / progress.step()));
    }
    terminal.notice(line.toString());
  }

  @Override
  public void trialEnded(TrialSummary summary) {
    begun.remove(summary.trial().trial());
    terminal.notice(summary.trial().trial() + ": " + TrialTable.ending(summary));
  }

  /** What is known of a trial that runs; several may run at a time. */
  private record Begun(int epochs, int steps, long nanos) {}

  private static void part(StringBuilder line, String name, String value) {
    if (!value.isEmpty()) {
      line.append(", ").append(name).append(' ').append(value);
    }
  }
}
