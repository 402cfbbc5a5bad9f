package io.github.bnlab.cli;

import static io.github.bnlab.cli.TextTable.Align.LEFT;
import static io.github.bnlab.cli.TextTable.Align.RIGHT;

import io.github.bnlab.experiment.PlannedTrial;
import java.util.List;
import java.util.Locale;

/** What a run would do, and how long it would take. */
final class DryRunTable {
  /** Java and the natives, for each process of a trial; an order of magnitude is enough here. */
  private static final double PROCESS_START_SECONDS = 2;

  private final Terminal terminal;

  DryRunTable(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Prints it.
   *
   * @param processes how many trials would run side by side
   */
  void print(List<PlannedTrial> trials, int processes) {
    TextTable table = new TextTable().column("trial", LEFT).column("", LEFT).column("about", RIGHT);
    double start = processes > 1 ? PROCESS_START_SECONDS : 0;
    double sum = 0;
    double longest = 0;
    int open = 0;
    for (PlannedTrial trial : trials) {
      double seconds = trial.done() ? 0 : start + trial.seconds();
      table.row(
          trial.trial().trial(),
          trial.done() ? "done" : "to do",
          trial.done() ? "" : NumberFormat.seconds(seconds));
      sum += seconds;
      longest = Math.max(longest, seconds);
      open += trial.done() ? 0 : 1;
    }
    table.print(terminal.out(), "");
    terminal.out().println();
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%d trial(s), %d to do, about %s with --parallel %d; nothing was run.%n",
            trials.size(),
            open,
            NumberFormat.seconds(Math.max(longest, sum / processes)),
            processes);
  }
}
