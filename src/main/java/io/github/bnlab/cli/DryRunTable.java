package io.github.bnlab.cli;

import static io.github.bnlab.cli.TextTable.Align.LEFT;
import static io.github.bnlab.cli.TextTable.Align.RIGHT;

import io.github.bnlab.experiment.PlannedTrial;
import java.util.List;
import java.util.Locale;

/** The trials that a run would train, and estimated times. */
final class DryRunTable {
  private final Terminal terminal;

  DryRunTable(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Prints it.
   *
   * @param parallel how many trials would run at the same time
   */
  void print(List<PlannedTrial> trials, int parallel) {
    TextTable table = new TextTable().column("trial", LEFT).column("", LEFT).column("about", RIGHT);
    double sum = 0;
    double longest = 0;
    int open = 0;
    for (PlannedTrial trial : trials) {
      double seconds = trial.done() ? 0 : trial.seconds();
      table.row(
          trial.trial().trial(),
          trial.done() ? "done" : "to do",
          trial.done() ? "" : NumberFormat.seconds(seconds));
      sum += seconds;
      longest = Math.max(longest, seconds);
      open += trial.done() ? 0 : 1;
    }
    table.print(terminal, "");
    terminal.out().println();
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%d trial(s), %d to do, about %s with --parallel %d; nothing was run.%n",
            trials.size(),
            open,
            NumberFormat.seconds(Math.max(longest, sum / parallel)),
            parallel);
  }
}
