package io.github.bnlab.report.runs;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.EpochRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A trial whose curves are passed on as they are read, for files of other programs.
 *
 * @param loader reads its folder and collects what could not be read
 * @param settings effective settings by dotted key, empty if they cannot be read
 */
public record RecordedTrial(RunLoader loader, String name, Map<String, String> settings) {
  private static final List<RunTable<?>> TABLES =
      List.of(
          RunTable.ITERATIONS,
          RunTable.EPOCHS,
          RunTable.TIMING,
          RunTable.GRADIENTS,
          RunTable.SHIFT);

  /** Tables in the trial's type; all others are in double. */
  private static final Set<RunTable<?>> IN_TYPE = Set.of(RunTable.ITERATIONS, RunTable.EPOCHS);

  /**
   * A number of a curve.
   *
   * @param metric its column
   * @param layer place in the network, or null where the number is of the whole network
   * @param step steps taken; empty where that is not recorded
   * @param epoch of the step, 0 before training
   * @param value with the digits of the record
   */
  public record Point(
      RunTable<?> table, String metric, String layer, String step, String epoch, String value) {}

  /** The trial of a run directory. */
  public static RecordedTrial of(Path folder) {
    RunLoader loader = new RunLoader(folder);
    return new RecordedTrial(loader, RunLoader.trial(folder), loader.settings());
  }

  /**
   * The trials of an experiment.
   *
   * @param experiment folder of an experiment, or of one trial
   * @param problems gets the folders that are not run directories
   * @throws ConfigException if there are no trials in it
   * @throws io.github.bnlab.recording.files.RecordException if the folder cannot be listed
   */
  public static List<RecordedTrial> in(Path experiment, List<Problem> problems) {
    Runs.requireFolder(experiment);
    List<RecordedTrial> trials =
        Runs.folders(experiment, problems).stream().map(RecordedTrial::of).toList();
    if (trials.isEmpty()) {
      throw Runs.noRecords(experiment);
    }
    return trials;
  }

  /** The same where it is now: the folder of a running trial is renamed at its end. */
  public RecordedTrial now() {
    Path whole = loader.folder().resolveSibling(name);
    return Files.isDirectory(loader.folder()) || !Files.isDirectory(whole) ? this : of(whole);
  }

  /** Steps taken after each epoch; a fault in the table is reported when its rows are passed on. */
  public Map<Integer, Integer> steps() {
    Map<Integer, Integer> steps = new HashMap<>();
    new RunLoader(loader.folder())
        .each(RunTable.EPOCHS, (EpochRow row) -> steps.put(row.epoch(), row.step()));
    return steps;
  }

  /** Passes on all curves, table by table in order of their rows. */
  public void each(Consumer<Point> sink) {
    Map<Integer, Integer> steps = steps();
    TABLES.forEach(table -> each(table, steps, sink));
  }

  private <T extends Record> void each(
      RunTable<T> table, Map<Integer, Integer> steps, Consumer<Point> sink) {
    boolean single = IN_TYPE.contains(table) && "float".equals(settings.get("dataType"));
    FloatType type = single ? FloatType.FLOAT : FloatType.DOUBLE;
    List<String> columns = table.header();
    loader.each(
        table,
        row -> {
          Map<String, String> values = new LinkedHashMap<>();
          List<String> fields = table.fields(row, type);
          for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), fields.get(i));
          }
          String epoch = values.remove("epoch");
          Integer after = steps.get(Integer.valueOf(epoch));
          String recorded = values.remove("step");
          String step = recorded != null ? recorded : after == null ? "" : after.toString();
          String layer = values.remove("layer");
          values.values().removeIf(String::isEmpty);
          values.forEach(
              (metric, value) -> sink.accept(new Point(table, metric, layer, step, epoch, value)));
        });
  }
}
