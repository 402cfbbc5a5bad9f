package io.github.bnlab.recording.files;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads a run directory. Strict where a value would be wrong, tolerant where something was added: a
 * file that a trial has no use for gives no rows, columns and fields that this program does not
 * know are passed over.
 *
 * <p>Every method throws {@link RecordException} naming the file and the line.
 *
 * @param directory of one trial
 */
public record RunReader(Path directory) {
  /** Run directories of an experiment by name, without those that are being written. */
  public static List<Path> directories(Path experiment) {
    try (Stream<Path> entries = Files.list(experiment)) {
      return entries
          .filter(d -> !d.getFileName().toString().startsWith("."))
          .filter(d -> Files.isRegularFile(d.resolve(RunFiles.STATUS)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new RecordException("Cannot list " + experiment + ": " + e.getMessage(), e);
    }
  }

  /** Whether this is a whole run directory. */
  public boolean exists() {
    return Files.isRegularFile(directory.resolve(RunFiles.STATUS));
  }

  /** How the run ended. */
  public RunStatus status() {
    return json(RunFiles.STATUS, RunStatus.class);
  }

  /** What the run was made from and on. */
  public Provenance provenance() {
    return json(RunFiles.PROVENANCE, Provenance.class);
  }

  /** Effective settings as they were written. */
  public String trialYaml() {
    return text(RunFiles.TRIAL);
  }

  /** Losses of all steps. */
  public List<IterationRow> iterations() {
    return rows(RunFiles.ITERATIONS, IterationRow.COLUMNS, IterationRow::of);
  }

  /** States after all epochs, from epoch 0. */
  public List<EpochRow> epochs() {
    return rows(RunFiles.EPOCHS, EpochRow.COLUMNS, EpochRow::of);
  }

  /** Normalization layers after all epochs; empty for networks without any. */
  public List<BatchNormRow> batchNorm() {
    return rows(RunFiles.BATCH_NORM, BatchNormRow.COLUMNS, BatchNormRow::of);
  }

  /** Wall times of all epochs. */
  public List<TimingRow> timing() {
    return rows(RunFiles.TIMING, TimingRow.COLUMNS, TimingRow::of);
  }

  /**
   * Rows of any table of the directory.
   *
   * @param name of the file
   * @param columns that it has to have; further ones are passed over
   * @param row made of a line
   * @return in order of the file; empty if there is no such file
   */
  private <T> List<T> rows(String name, List<String> columns, Function<CsvLine, T> row) {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      return List.of();
    }
    List<T> rows = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord fields : reader) {
        if (rows.isEmpty() && !fields.getHeader().containsAll(columns)) {
          throw new RecordException(
              file + " has the columns " + fields.getHeader() + "; expected " + columns);
        }
        rows.add(row.apply(new CsvLine(file, fields)));
      }
    } catch (IOException | UncheckedIOException | CsvParseException e) {
      throw new RecordException("Cannot read " + file + ": " + e.getMessage(), e);
    }
    return List.copyOf(rows);
  }

  private <T> T json(String name, Class<T> type) {
    Path file = directory.resolve(name);
    try {
      T value = RunJson.read(text(name), type);
      if (value == null) {
        throw new RecordException("it is empty");
      }
      return value;
    } catch (RuntimeException e) {
      // Gson's own exceptions, and those of the constructors of our records, wrapped by Gson.
      throw new RecordException("Cannot read " + file + ": " + rootMessage(e), e);
    }
  }

  private static String rootMessage(Throwable e) {
    return e.getCause() == null ? e.getMessage() : rootMessage(e.getCause());
  }

  private String text(String name) {
    Path file = directory.resolve(name);
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new RecordException("Cannot read " + file + ": " + e, e);
    }
  }
}
