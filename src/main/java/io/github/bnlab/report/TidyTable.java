package io.github.bnlab.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.runs.RecordedTrial;
import io.github.bnlab.report.runs.RecordedTrial.Point;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.ComparedSettings;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The curves of all trials of an experiment as one CSV table, a row for each trial, step and
 * metric. Rows are passed on as they are read.
 */
public final class TidyTable {
  private TidyTable() {}

  /**
   * Writes the table; the writer stays open.
   *
   * @param experiment folder of an experiment, or of one trial
   * @return what could not be read
   * @throws ConfigException if there are no trials in it
   * @throws IOException if the table cannot be written
   */
  public static List<Problem> write(Path experiment, Writer out) throws IOException {
    List<Problem> problems = new ArrayList<>();
    List<RecordedTrial> trials = RecordedTrial.in(experiment, problems);
    List<String> settings =
        List.copyOf(
            ComparedSettings.differingComputing(
                trials.stream().map(RecordedTrial::settings).toList()));
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
    csv.writeRecord(
        Stream.of(List.of("trial"), settings, List.of("seed", "step", "epoch", "metric", "value"))
            .flatMap(List::stream)
            .toList());
    for (RecordedTrial each : trials) {
      RecordedTrial trial = each.now();
      List<String> start = start(trial, settings);
      trial.each(
          point -> {
            List<String> fields = new ArrayList<>(start);
            fields.addAll(List.of(point.step(), point.epoch(), metric(point), point.value()));
            csv.writeRecord(fields);
          });
      problems.addAll(trial.loader().problems());
    }
    csv.flush();
    return problems;
  }

  /** Both the steps and the epochs have a training loss. */
  private static String metric(Point point) {
    String name = point.table() == RunTable.ITERATIONS ? "batch_loss" : point.metric();
    return point.layer() == null ? name : name + "." + point.layer();
  }

  /** The fields that all rows of a trial have in common. */
  private static List<String> start(RecordedTrial trial, List<String> settings) {
    Map<String, String> computing = ComparedSettings.computing(trial.settings());
    List<String> fields = new ArrayList<>();
    fields.add(trial.name());
    settings.forEach(key -> fields.add(computing.getOrDefault(key, "")));
    fields.add(trial.settings().getOrDefault(Run.SEED, ""));
    return fields;
  }
}
