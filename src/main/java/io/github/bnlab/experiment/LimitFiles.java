package io.github.bnlab.experiment;

import com.google.gson.annotations.SerializedName;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.bnlab.experiment.LimitSearch.Question;
import io.github.bnlab.recording.files.LimitRow;
import io.github.bnlab.recording.files.NumberText;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes what a search for limits found into the folder of its experiment: {@code limits.csv}, a
 * line a trial, and {@code limits.json}, the question and the limit of each variant.
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
      Summary summary =
          new Summary(
              question.key(),
              question.low(),
              question.high(),
              question.tolerance(),
              question.rule().conditions(),
              VariantLimit.of(limits));
      Files.writeString(folder.resolve("limits.json"), RunJson.write(summary));
    } catch (IOException e) {
      throw RecordException.of("Cannot write the limits into " + folder, e);
    }
  }

  private static void writeTrials(Path file, List<TrialLimit> limits) throws IOException {
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file)) {
      csv.writeRecord(LimitRow.COLUMNS);
      for (TrialLimit limit : limits) {
        LimitRow row =
            new LimitRow(
                limit.trial(), limit.largestTrained(), limit.smallestFailed(), limit.failure());
        csv.writeRecord(row.fields(NumberText.DOUBLE));
      }
    }
  }

  private record Summary(
      String setting,
      double low,
      double high,
      double tolerance,
      @SerializedName("fails_when") List<String> failsWhen,
      List<VariantLimit> variants) {}
}
