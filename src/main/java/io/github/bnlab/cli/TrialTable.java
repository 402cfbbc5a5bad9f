package io.github.bnlab.cli;

import static io.github.bnlab.cli.TextTable.Align.LEFT;
import static io.github.bnlab.cli.TextTable.Align.RIGHT;

import io.github.bnlab.config.KnownNames;
import io.github.bnlab.experiment.TrialSummary;
import io.github.bnlab.experiment.TrialSummary.Normalization;
import io.github.bnlab.recording.files.EpochRow;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Prints the results of the trials of an experiment, and gamma and beta of the first normalization
 * layers.
 */
final class TrialTable {
  private static final int VALUES_A_LINE = 8;
  private static final int MOST = 4;

  private final PrintStream out;

  TrialTable(PrintStream out) {
    this.out = out;
  }

  /** A row for each trial. */
  void printResults(List<TrialSummary> summaries) {
    TextTable table =
        new TextTable()
            .column("trial", LEFT)
            .column("ended", LEFT)
            .column("steps", RIGHT)
            .column("training loss", RIGHT)
            .column("validation accuracy", RIGHT)
            .column("test loss", RIGHT)
            .column("test accuracy", RIGHT)
            .column("samples/s", RIGHT)
            .column("time", RIGHT);
    for (TrialSummary summary : summaries) {
      EpochRow last = summary.last();
      table.row(
          summary.trial().trial(),
          state(summary),
          Integer.toString(summary.status().step()),
          last == null ? "" : NumberFormat.loss(last.trainingLoss()),
          last == null ? "" : NumberFormat.percent(last.validationAccuracy()),
          last == null ? "" : NumberFormat.loss(last.testLoss()),
          last == null ? "" : NumberFormat.percent(last.testAccuracy()),
          NumberFormat.rate(summary.samplesPerSecond()),
          NumberFormat.seconds(summary.seconds()));
    }
    table.print(out, "");
  }

  /** Gamma and beta of the first trials that have them. */
  void printFirstNormalizations(List<TrialSummary> summaries) {
    List<TrialSummary> normalized =
        summaries.stream().filter(summary -> summary.firstNormalization() != null).toList();
    for (TrialSummary summary : normalized.subList(0, Math.min(MOST, normalized.size()))) {
      Normalization learned = summary.firstNormalization();
      out.println();
      out.println(summary.trial().trial() + ": first normalization layer, " + learned.layer());
      vector("gamma", learned.gamma());
      vector("beta ", learned.beta());
    }
    if (normalized.size() > MOST) {
      out.println();
      out.println(
          "Gamma and beta of the other "
              + (normalized.size() - MOST)
              + " trials: batchnorm.csv in their folders, and the report.");
    }
  }

  /** How a trial ended, in short. */
  static String ending(TrialSummary summary) {
    if (summary.wasDoneBefore()) {
      return state(summary) + " in an earlier run, not run again";
    }
    String time = NumberFormat.seconds(summary.seconds());
    String reason = summary.status().reason();
    return reason.isEmpty()
        ? String.format(
            Locale.ROOT, "%s after %d steps, %s", state(summary), summary.status().step(), time)
        : state(summary) + ", " + time + ": " + reason;
  }

  private static String state(TrialSummary summary) {
    return KnownNames.label(summary.status().state());
  }

  private void vector(String name, List<Double> values) {
    for (int from = 0; from < values.size(); from += VALUES_A_LINE) {
      int to = Math.min(values.size(), from + VALUES_A_LINE);
      StringBuilder line = new StringBuilder(from == 0 ? "  " + name + " [" : " ".repeat(9));
      for (double value : values.subList(from, to)) {
        line.append(String.format(Locale.ROOT, "%8.4f,", value));
      }
      line.setCharAt(line.length() - 1, to == values.size() ? ']' : ',');
      out.println(line);
    }
  }
}
