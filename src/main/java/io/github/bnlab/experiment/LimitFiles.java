package io.github.bnlab.experiment;

import io.github.bnlab.experiment.LimitSearch.Question;
import io.github.bnlab.recording.Table;
import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.LimitRow;
import io.github.bnlab.recording.files.Limits;
import io.github.bnlab.recording.files.NumberText;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes what a search for limits found into the folder of its experiment: {@code limits.csv}, a
 * line per trial, and {@code limits.json}, the question and the limit of each variant.
 */
public final class LimitFiles {
  private LimitFiles() {}

  /**
   * Writes both.
   *
   * @throws RecordException if they cannot be written
   */
  public static void write(Path folder, Question question, List<TrialLimit> limits) {
    try {
      Files.createDirectories(folder);
      writeTrials(folder.resolve(RunFiles.LIMITS), limits);
      Limits summary =
          new Limits(
              question.key(),
              question.low(),
              question.high(),
              question.tolerance(),
              question.rule().conditions(),
              VariantLimits.of(limits));
      WholeFile.write(folder.resolve(RunFiles.LIMITS_SUMMARY), RunJson.write(summary));
    } catch (IOException e) {
      throw RecordException.of("Cannot write the limits into " + folder, e);
    }
  }

  private static void writeTrials(Path file, List<TrialLimit> limits) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (Table<LimitRow> table = new Table<>(lines, RunTable.LIMITS, NumberText.DOUBLE)) {
      for (TrialLimit limit : limits) {
        LimitRow row =
            new LimitRow(
                limit.trial(), limit.largestTrained(), limit.smallestFailed(), limit.failure());
        table.add(row);
      }
    }
    WholeFile.write(file, lines.toByteArray());
  }
}
