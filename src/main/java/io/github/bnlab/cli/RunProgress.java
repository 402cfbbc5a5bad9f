package io.github.bnlab.cli;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import io.github.bnlab.experiment.TrialEvent.Started;
import io.github.bnlab.experiment.TrialEvent.StepProgress;
import io.github.bnlab.experiment.TrialListener;
import io.github.bnlab.experiment.TrialSummary;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.rows.Rows.EpochRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/**
 * The progress of an experiment. On a terminal, a line for each trial that runs, redrawn in place;
 * else, for logs, a line for each trial and each evaluation. Both say how long the whole run still
 * takes as soon as a twentieth of it is done.
 */
final class RunProgress implements TrialListener {
  private static final int MOST_TRIALS = 10;
  private static final int SHORTEST_BAR = 5;
  private static final int LONGEST_BAR = 20;
  private static final String GAP = "  ";
  private static final double ENOUGH_TO_ESTIMATE = 0.05;

  private final Terminal terminal;
  private final boolean quiet;
  private final Consumer<TrialSummary> whenOver;
  private final Set<String> told;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private long began;
  private int trials;
  private int over;
  private int doneBefore;

  /** Shares of trials that were trained since {@code began} and are over. */
  private double shareOver;

  /**
   * Hands over each trial that is over, or was over already; if quiet, shows only notices and why
   * trials failed.
   *
   * @param told notices that are not shown again, as in the next round of a search
   */
  RunProgress(Terminal terminal, boolean quiet, Consumer<TrialSummary> whenOver, Set<String> told) {
    this.terminal = terminal;
    this.quiet = quiet;
    this.whenOver = whenOver;
    this.told = told;
  }

  @Override
  public void notice(String line) {
    if (told.add(line)) {
      terminal.notice("! " + line);
    }
  }

  @Override
  public void preparing(String what) {
    terminal.doing(what);
  }

  @Override
  public void trialStarted(TrialConfig trial, int number, int of, Started started) {
    trials = of;
    began = began == 0 ? System.nanoTime() : began;
    running.put(trial.trial(), new Running(started.epochs()));
    draw();
    log(
        "%s: trial %d of %d, %d steps (%s)",
        trial.trial(), number, of, started.steps(), started.stepKind());
  }

  @Override
  public void progress(TrialConfig trial, StepProgress progress) {
    running.get(trial.trial()).at(progress);
    if (terminal.status().isDue()) {
      draw();
    }
  }

  @Override
  public void epochDone(TrialConfig trial, EpochProgress progress) {
    EpochRow row = progress.row();
    String validation = part("validation", NumberFormat.percent(row.validationAccuracy()));
    String test = part("test", NumberFormat.percent(row.testAccuracy()));
    Running now = running.get(trial.trial());
    now.accuracy = validation.isEmpty() ? test : validation;
    log(
        "%s: %s",
        trial.trial(),
        Stream.of(
                text("epoch %d/%d", row.epoch(), now.epochs),
                part("loss", NumberFormat.loss(row.trainingLoss())),
                validation,
                test,
                part("samples/s", NumberFormat.rate(progress.samplesPerSecond())),
                left())
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(", ")));
  }

  @Override
  public void trialEnded(TrialSummary summary) {
    Running ended = running.remove(summary.trial().trial());
    over++;
    shareOver += ended == null ? 0 : 1 - ended.shareAtStart;
    doneBefore += summary.wasDoneBefore() ? 1 : 0;
    boolean oneOfMany = summary.wasDoneBefore() && doneBefore > MOST_TRIALS;
    boolean shows = !quiet || summary.status().state() == State.FAILED; // the reason is an error
    if (shows && (!oneOfMany || doneBefore == MOST_TRIALS + 1)) {
      String ending = TrialTable.ending(summary);
      terminal.notice((oneOfMany ? "further trials" : summary.trial().trial()) + ": " + ending);
      draw();
    }
    whenOver.accept(summary);
  }

  private void log(String format, Object... values) {
    if (!quiet && !terminal.status().isShown()) {
      terminal.notice(text(format, values));
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private void draw() {
    List<String> names = running.keySet().stream().limit(MOST_TRIALS).toList();
    int nameWidth = Math.min(longest(names), terminal.columns() / 3);
    int room = terminal.columns() - 1 - nameWidth - 2 * GAP.length();
    List<String> numbers =
        names.stream().map(name -> numbers(running.get(name), room - SHORTEST_BAR)).toList();
    int bar = room - longest(numbers);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      lines.add(
          shortened(names.get(i), nameWidth)
              + (bar < SHORTEST_BAR ? "" : GAP + bar(running.get(names.get(i)).share, bar))
              + GAP
              + numbers.get(i));
    }
    if (running.size() > MOST_TRIALS) {
      lines.add(text("and %d more", running.size() - MOST_TRIALS));
    }
    if (trials > 1 && over < trials) {
      String left = left();
      String comma = left.isEmpty() ? "" : ", ";
      lines.add(text("%d of %d trials done%s%s", over, trials, comma, left));
    }
    terminal.status().show(lines);
  }

  private static int longest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  /** {@code 43% loss 0.5120 epoch 4/20}: what is most important, and more where there is room. */
  private String numbers(Running trial, int room) {
    StringBuilder numbers = new StringBuilder(text("%3.0f%%", Math.floor(100 * trial.share)));
    String loss = NumberFormat.loss(trial.loss);
    numbers.append(loss.isEmpty() ? "" : GAP + part("loss", loss));
    String epoch = text("epoch %d/%d", trial.epoch, trial.epochs);
    String rate = part(NumberFormat.rate(trial.samplesPerSecond), "samples/s");
    for (String part : List.of(trials > 1 ? "" : left(), epoch, trial.accuracy, rate)) {
      if (!part.isEmpty() && numbers.length() + GAP.length() + part.length() <= room) {
        numbers.append(GAP).append(part);
      }
    }
    return numbers.toString();
  }

  private static String bar(double share, int room) {
    int length = Math.min(LONGEST_BAR, room);
    int filled = (int) Math.round(share * length);
    return "█".repeat(filled) + "░".repeat(length - filled);
  }

  /** Names of trials differ at their beginning or at their end. */
  private static String shortened(String name, int width) {
    return StringUtils.rightPad(StringUtils.abbreviateMiddle(name, "…", width), width);
  }

  private static String part(String first, String second) {
    return first.isEmpty() || second.isEmpty() ? "" : first + " " + second;
  }

  /** Of the whole run, if all trials take the same time. */
  private String left() {
    double done = shareOver;
    double open = trials - over - running.size();
    for (Running trial : running.values()) {
      done += trial.share - trial.shareAtStart;
      open += 1 - trial.share;
    }
    if (open <= 0 || done < ENOUGH_TO_ESTIMATE * (done + open)) {
      return "";
    }
    return NumberFormat.clock((System.nanoTime() - began) / 1e9 * open / done) + " left";
  }

  /** How far a trial is; one that was interrupted does not start at 0. */
  private static final class Running {
    private final int epochs;
    private double shareAtStart;
    private double share;
    private int epoch = 1;
    private double loss = Double.NaN;
    private double samplesPerSecond = Double.NaN;
    private String accuracy = "";

    Running(int epochs) {
      this.epochs = epochs;
    }

    void at(StepProgress progress) {
      share = progress.steps() > 0 ? (double) progress.step() / progress.steps() : 0;
      epoch = progress.epoch();
      loss = progress.trainingLoss();
      shareAtStart = Double.isNaN(loss) ? share : shareAtStart;
      samplesPerSecond = progress.samplesPerSecond();
    }
  }
}
