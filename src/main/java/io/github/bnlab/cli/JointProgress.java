package io.github.bnlab.cli;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.StepProgress;
import io.github.bnlab.experiment.TrialListener;
import io.github.bnlab.experiment.TrialSummary;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One line for all trials that run at the same time, redrawn as they progress, and a line for each
 * finished trial: {@code 3/16 done, 0:42 left | plain-1 43% 0.5120 | plain-2 12% 1.0941}.
 */
final class JointProgress implements TrialListener {
  private final Terminal terminal;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final long start = System.nanoTime();
  private int trials;
  private int over;
  private int found;

  JointProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void notice(String line) {
    above("! " + line);
  }

  @Override
  public void trialStarted(
      TrialConfig trial, int number, int of, String stepKind, int epochs, int steps) {
    trials = of;
    running.put(trial.trial(), new Running(0, ""));
    draw();
  }

  @Override
  public void progress(TrialConfig trial, StepProgress progress) {
    double share = progress.steps() > 0 ? (double) progress.step() / progress.steps() : 0;
    running.put(trial.trial(), new Running(share, NumberFormat.loss(progress.trainingLoss())));
    draw();
  }

  @Override
  public void trialEnded(TrialSummary summary) {
    running.remove(summary.trial().trial());
    over++;
    found += summary.wasDoneBefore() ? 1 : 0;
    above(summary.trial().trial() + ": " + TrialTable.ending(summary));
  }

  private void above(String line) {
    clear();
    terminal.notice(line);
    draw();
  }

  private void clear() {
    terminal.err().print("\r" + " ".repeat(terminal.columns() - 1) + "\r");
  }

  private void draw() {
    if (running.isEmpty()) {
      return;
    }
    String line = line();
    int width = terminal.columns() - 1;
    String cut = line.length() > width ? line.substring(0, width) : line;
    terminal.err().print("\r" + cut + " ".repeat(width - cut.length()));
    terminal.err().flush();
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%d/%d done%s", over, trials, left()));
    running.forEach(
        (name, trial) ->
            line.append(
                String.format(
                    Locale.ROOT, " | %s %.0f%% %s", name, 100 * trial.share(), trial.loss())));
    return line.toString();
  }

  /** Assumes that all trials take the same time. */
  private String left() {
    double workDone = over - found + running.values().stream().mapToDouble(Running::share).sum();
    if (workDone <= 0) {
      return "";
    }
    double elapsed = (System.nanoTime() - start) / 1e9;
    return ", " + NumberFormat.clock(elapsed * (trials - found - workDone) / workDone) + " left";
  }

  /** How far a trial is: in [0, 1], with its present loss. */
  private record Running(double share, String loss) {}
}
