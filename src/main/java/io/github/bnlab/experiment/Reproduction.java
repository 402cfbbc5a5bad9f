package io.github.bnlab.experiment;

import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A recorded trial beside the same trial run again: every value of every table that the first has.
 * Wall times and provenance differ by nature and are left out.
 *
 * @param trial its name
 * @param values how many were compared
 * @param different how many of them differ
 * @param largest largest difference of two numbers, relative to the larger of them; 0 if none
 *     differs, infinite where one is NaN, infinite or missing
 * @param first where the first difference is and what it is; empty if all are equal
 */
public record Reproduction(
    String trial, long values, long different, double largest, String first) {

  /**
   * The trial of a run directory, from the settings that it recorded, on the data that it was
   * trained on, a stand-in or not.
   *
   * @throws RecordException if its status cannot be read
   * @throws io.github.bnlab.config.ConfigException if they cannot be read
   */
  public static TrialConfig trial(Path recorded) {
    TrialConfig trial =
        ExperimentReader.read(recorded.resolve(RunFiles.TRIAL), List.of()).trials().get(0);
    return trial.on(TrainedRun.used(trial, new RunReader(recorded).status()));
  }

  /**
   * Compares two run directories.
   *
   * @param recorded the one that says which tables there are
   * @param again the other
   * @throws RecordException if one cannot be read, or they were trained on other data
   */
  public static Reproduction of(Path recorded, Path again) {
    RunReader one = new RunReader(recorded);
    RunReader other = new RunReader(again);
    requireSameData(one, other);
    if (!Files.exists(recorded.resolve(RunTable.EPOCHS.file()))) { // every run begins it
      throw new RecordException(
          recorded + " holds no " + RunTable.EPOCHS.file() + "; there is nothing to compare with");
    }
    long values = 0;
    long different = 0;
    double largest = 0;
    String first = "";
    for (RunTable<?> table : RunTable.REPEATED) {
      if (!Files.exists(recorded.resolve(table.file()))) {
        continue;
      }
      List<List<String>> expected = texts(table, one);
      List<List<String>> actual = texts(table, other);
      List<String> columns = table.header();
      for (int row = 0; row < Math.max(expected.size(), actual.size()); row++) {
        for (int column = 0; column < columns.size(); column++) {
          String was = row < expected.size() ? expected.get(row).get(column) : "no value";
          String is = row < actual.size() ? actual.get(row).get(column) : "no value";
          values++;
          if (!was.equals(is)) {
            different++;
            largest = Math.max(largest, difference(was, is));
            if (first.isEmpty()) {
              first =
                  "%s, row %d, %s: %s, recorded as %s"
                      .formatted(table.file(), row + 1, columns.get(column), is, was);
            }
          }
        }
      }
    }
    return new Reproduction(recorded.getFileName().toString(), values, different, largest, first);
  }

  private static void requireSameData(RunReader one, RunReader other) {
    Map<String, String> files = one.provenance().dataSha256();
    Collection<String> now = other.provenance().dataSha256().values();
    for (String file : files.keySet()) {
      if (!now.contains(files.get(file))) {
        throw new RecordException(
            "it was trained on %s, and now on %s with another %s"
                .formatted(one.status().dataset(), other.status().dataset(), file));
      }
    }
  }

  private static <T extends Record> List<List<String>> texts(RunTable<T> table, RunReader run) {
    return run.rows(table).stream().map(row -> table.fields(row, FloatType.DOUBLE)).toList();
  }

  private static double difference(String was, String is) {
    try {
      double a = Double.parseDouble(was);
      double b = Double.parseDouble(is);
      double relative = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
      return Double.isNaN(relative) ? Double.POSITIVE_INFINITY : relative;
    } catch (NumberFormatException e) {
      return Double.POSITIVE_INFINITY;
    }
  }
}
