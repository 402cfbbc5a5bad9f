package io.github.bnlab.cli;

import io.github.bnlab.config.KnownNames;
import io.github.bnlab.experiment.TrialSummary;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.rows.Rows.BatchNormRow;
import io.github.bnlab.rows.Rows.EpochRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Prints the results of the trials of an experiment, and what their normalization layers learned.
 */
record TrialTable(Terminal terminal) {
  private static final int MOST_TRIALS = 4;

  /** Layers with more features are shown as minimum, median and maximum only. */
  private static final int MOST_FEATURES = 16;

  private static final int NAME_WIDTH = 18;
  private static final int VALUE_WIDTH = 9;
  private static final int VALUES_A_LINE = 8;

  /** A row for each trial. */
  void printResults(List<TrialSummary> summaries) {
    TextTable table =
        new TextTable()
            .left("trial", "ended")
            .right(
                "steps",
                "training loss",
                "validation accuracy",
                "test loss",
                "test accuracy",
                "samples/s",
                "time")
            .lessImportant("steps", "training loss", "test loss", "samples/s");
    boolean allFinished =
        summaries.stream().allMatch(summary -> summary.status().state() == State.FINISHED);
    for (TrialSummary summary : summaries) {
      boolean trained = summary.last() != null && summary.last().trainingLoss() != null;
      EpochRow last = trained ? summary.last() : null;
      table.row(
          summary.trial().trial(),
          allFinished ? "" : state(summary),
          Integer.toString(summary.status().step()),
          last == null ? "" : NumberFormat.loss(last.trainingLoss()),
          last == null ? "" : NumberFormat.percent(last.validationAccuracy()),
          last == null ? "" : NumberFormat.loss(last.testLoss()),
          last == null ? "" : NumberFormat.percent(last.testAccuracy()),
          NumberFormat.rate(summary.samplesPerSecond()),
          NumberFormat.seconds(summary.seconds()));
    }
    table.print(terminal, "");
  }

  /** Gamma and beta of the first trials that have them; the values of large layers if wanted. */
  void printNormalizations(List<TrialSummary> summaries, boolean values) {
    List<TrialSummary> normalized = summaries.stream().filter(TrialSummary::isNormalized).toList();
    int most = values ? normalized.size() : MOST_TRIALS;
    int shown = 0;
    for (int i = 0; i < normalized.size() && shown < most; i++) {
      List<BatchNormRow> rows = normalized.get(i).normalizations();
      if (!rows.isEmpty()) {
        printLearned(normalized.get(i).trial().trial(), rows, values);
        shown++;
      }
    }
    int others = normalized.size() - shown;
    if (others > 0 && (values || shown == most)) {
      String line =
          values
              ? "--values: %d trial(s) have no batchnorm.csv; recording.probes=true records it."
              : "Gamma and beta of the other %d trial(s): --values, batchnorm.csv in their folders, the report.";
      terminal.result(line.formatted(others));
      terminal.out().println();
    }
  }

  private void printLearned(String trial, List<BatchNormRow> rows, boolean values) {
    Map<String, List<BatchNormRow>> layers = new LinkedHashMap<>();
    rows.forEach(row -> layers.computeIfAbsent(row.layer(), l -> new ArrayList<>()).add(row));
    terminal.result(trial + ": what normalization learned");
    printSummary(layers);
    layers.forEach(
        (layer, features) -> {
          if (values || features.size() <= MOST_FEATURES) {
            printValues(layer, features);
          }
        });
    terminal.out().println();
  }

  private void printSummary(Map<String, List<BatchNormRow>> layers) {
    TextTable table =
        new TextTable()
            .left("layer")
            .right("features")
            .left("")
            .right("minimum", "median", "maximum")
            .lessImportant("features");
    layers.forEach(
        (layer, features) -> {
          row(table, layer, features.size() + "", "gamma", values(features, BatchNormRow::gamma));
          row(table, "", "", "beta", values(features, BatchNormRow::beta));
        });
    table.print(terminal, "  ");
  }

  private static void row(
      TextTable table, String layer, String size, String name, List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int last = sorted.size() - 1;
    double median = (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2;
    table.row(layer, size, name, value(sorted.get(0)), value(median), value(sorted.get(last)));
  }

  private static List<Double> values(
      List<BatchNormRow> features, Function<BatchNormRow, Double> value) {
    return features.stream().map(value).filter(Objects::nonNull).toList();
  }

  private void printValues(String layer, List<BatchNormRow> features) {
    terminal.out().println("  " + layer);
    vector("gamma", values(features, BatchNormRow::gamma));
    vector("beta", values(features, BatchNormRow::beta));
    vector("running mean", values(features, BatchNormRow::runningMean));
    vector("running variance", values(features, BatchNormRow::runningVariance));
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

  /** As an array is printed; nothing where a layer has no such values. */
  private void vector(String name, List<Double> values) {
    int room = Math.min(terminal.width(), VALUES_A_LINE * VALUE_WIDTH + NAME_WIDTH + 4);
    int each = Math.max(1, (room - NAME_WIDTH - 4) / VALUE_WIDTH);
    for (int from = 0; from < values.size(); from += each) {
      int to = Math.min(values.size(), from + each);
      String start = from == 0 ? "    %-16s [".formatted(name) : " ".repeat(NAME_WIDTH + 4);
      String end = to == values.size() ? "]" : ",";
      terminal.line(
          "%s",
          values.subList(from, to).stream()
              .map(value -> "%8s".formatted(value(value)))
              .collect(Collectors.joining(",", start, end)));
    }
  }

  private static String value(double value) {
    double shown = Math.abs(value) < 5e-5 ? 0 : value; // never -0.0000
    return String.format(Locale.ROOT, Math.abs(value) < 1000 ? "%.4f" : "%.1e", shown);
  }
}
