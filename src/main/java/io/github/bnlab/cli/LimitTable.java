package io.github.bnlab.cli;

import static io.github.bnlab.cli.TextTable.Align.LEFT;
import static io.github.bnlab.cli.TextTable.Align.RIGHT;

import io.github.bnlab.experiment.LimitSearch.Question;
import io.github.bnlab.experiment.TrialLimit;
import io.github.bnlab.experiment.VariantLimits;
import io.github.bnlab.recording.files.Limits.Variant;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The limit of a setting for each trial and each variant. */
final class LimitTable {
  private final Terminal terminal;

  LimitTable(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(Question question, List<TrialLimit> limits) {
    PrintStream out = terminal.out();
    out.println("Largest " + question.key() + " that trains");
    TextTable trials =
        new TextTable()
            .column("trial", LEFT)
            .column("trains at", RIGHT)
            .column("fails at", RIGHT)
            .column("how", LEFT);
    for (TrialLimit limit : limits) {
      trials.row(
          limit.trial(), value(limit.largestTrained()), value(limit.smallestFailed()), how(limit));
    }
    trials.print(terminal, "  ");
    out.println();
    TextTable variants =
        new TextTable()
            .column("variant", LEFT)
            .column("seeds", RIGHT)
            .column("all train at", RIGHT)
            .column("all fail at", RIGHT)
            .column("limit", RIGHT)
            .column("to the first", RIGHT);
    for (Variant variant : VariantLimits.of(limits)) {
      variants.row(
          variant.name().isEmpty() ? "all" : variant.name(),
          Integer.toString(variant.seeds()),
          value(variant.trained()),
          value(variant.failed()),
          value(variant.limit()),
          variant.ratio() == null ? "" : String.format(Locale.ROOT, "x %.2f", variant.ratio()));
    }
    variants.print(terminal, "  ");
    out.println();
    out.println("Fails when " + String.join("; or ", question.rule().conditions()) + ".");
  }

  private static String how(TrialLimit limit) {
    if (limit.largestTrained() == null) {
      return "no value from --low to --high trains: " + limit.failure();
    }
    return limit.smallestFailed() == null ? "even --high trains" : limit.failure();
  }

  private static String value(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4g", value);
  }
}
