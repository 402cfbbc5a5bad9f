package io.github.bnlab.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.recording.files.NumberText;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.RunLoader;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.report.summary.Groups;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The curves of all trials of an experiment as one CSV table, a row for each trial, step and
 * metric. Rows are passed on as they are read.
 */
public final class TidyTable {
  private static final List<RunTable<?>> TABLES =
      List.of(
          RunTable.ITERATIONS,
          RunTable.EPOCHS,
          RunTable.TIMING,
          RunTable.GRADIENTS,
          RunTable.SHIFT);

  /** Tables in the trial's type; all others are in double. */
  private static final Set<RunTable<?>> IN_TYPE = Set.of(RunTable.ITERATIONS, RunTable.EPOCHS);

  private static final String EPOCH = "epoch";
  private static final String STEP = "step";
  private static final String LAYER = "layer";

  private final CsvWriter out;
  private final List<Trial> trials;
  private final List<String> settings;

  private TidyTable(CsvWriter out, List<Trial> trials) {
    this.out = out;
    this.trials = trials;
    this.settings =
        List.copyOf(
            Groups.differing(
                trials.stream()
                    .map(Trial::settings)
                    .filter(all -> !all.isEmpty())
                    .map(Groups::computing)
                    .toList()));
  }

  private record Trial(RunLoader loader, String name, Map<String, String> settings) {}

  /**
   * Writes the table; the writer stays open.
   *
   * @param experiment folder of an experiment, or of one trial
   * @return what could not be read
   * @throws ConfigException if there are no trials in it
   * @throws IOException if the folder cannot be read
   */
  public static List<Problem> write(Path experiment, Writer out) throws IOException {
    if (!Files.isDirectory(experiment)) {
      throw new ConfigException(
          experiment
              + " is not a folder; expected that of an experiment, such as results/quickstart");
    }
    List<Problem> problems = new ArrayList<>();
    List<Trial> trials = new ArrayList<>();
    for (Path folder : Runs.folders(experiment, problems)) {
      RunLoader loader = new RunLoader(folder);
      trials.add(new Trial(loader, RunLoader.trial(folder), loader.settings()));
    }
    if (trials.isEmpty()) {
      throw new ConfigException(
          experiment + " holds no records of trials; `bnlab run` writes them");
    }
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
    new TidyTable(csv, trials).write();
    csv.flush();
    trials.forEach(trial -> problems.addAll(trial.loader().problems()));
    return problems;
  }

  private void write() {
    out.writeRecord(
        Stream.of(List.of("trial"), settings, List.of("seed", STEP, EPOCH, "metric", "value"))
            .flatMap(List::stream)
            .toList());
    for (Trial trial : trials) {
      List<String> start = start(trial);
      Map<String, String> steps = new HashMap<>();
      // A fault in the epochs is reported when their rows are written.
      new RunLoader(trial.loader().folder())
          .each(
              RunTable.EPOCHS,
              (EpochRow row) ->
                  steps.put(Integer.toString(row.epoch()), Integer.toString(row.step())));
      TABLES.forEach(table -> write(trial, start, table, steps));
    }
  }

  private <T extends Record> void write(
      Trial trial, List<String> start, RunTable<T> table, Map<String, String> steps) {
    boolean single = IN_TYPE.contains(table) && "float".equals(trial.settings().get("dataType"));
    NumberText numbers = new NumberText(single ? FloatType.FLOAT : FloatType.DOUBLE);
    List<String> columns = table.header();
    trial
        .loader()
        .each(
            table,
            row -> {
              Map<String, String> keys = new HashMap<>();
              List<String> values = table.fields(row, numbers);
              for (int i = 0; i < columns.size(); i++) {
                String value = values.get(i);
                switch (columns.get(i)) {
                  case EPOCH, STEP, LAYER -> keys.put(columns.get(i), value);
                  default -> {
                    if (!value.isEmpty()) {
                      keys.putIfAbsent(STEP, steps.getOrDefault(keys.get(EPOCH), ""));
                      write(start, keys, metric(table, columns.get(i), keys.get(LAYER)), value);
                    }
                  }
                }
              }
            });
  }

  /** Both the steps and the epochs have a training loss. */
  private static String metric(RunTable<?> table, String column, String layer) {
    String name = table == RunTable.ITERATIONS ? "batch_loss" : column;
    return layer == null ? name : name + "." + layer;
  }

  /** The fields that all rows of a trial have in common. */
  private List<String> start(Trial trial) {
    Map<String, String> computing = Groups.computing(trial.settings());
    List<String> fields = new ArrayList<>();
    fields.add(trial.name());
    settings.forEach(key -> fields.add(computing.getOrDefault(key, "")));
    fields.add(trial.settings().getOrDefault(Run.SEED, ""));
    return fields;
  }

  private void write(List<String> start, Map<String, String> keys, String metric, String value) {
    List<String> fields = new ArrayList<>(start);
    fields.addAll(List.of(keys.get(STEP), keys.get(EPOCH), metric, value));
    out.writeRecord(fields);
  }
}
