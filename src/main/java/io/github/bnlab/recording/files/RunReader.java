package io.github.bnlab.recording.files;

import com.google.gson.JsonParseException;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Reads a run directory. Values are checked strictly. A missing optional file gives no rows;
 * unknown columns and fields are ignored.
 *
 * <p>Every method throws {@link RecordException} naming the file and the line.
 *
 * @param directory of one trial
 * @param growing whether its tables are being written: what follows their last line feed, which a
 *     table that is whole refuses, is not there yet
 */
public record RunReader(Path directory, boolean growing) {
  /** A million steps with their losses are 30 MB. */
  private static final long MOST_TABLE = 256L << 20;

  private static final long MOST_TEXT = 1L << 20;

  /** Allows any number of fields in a line: its message would not say how many are expected. */
  private static final CsvReader.CsvReaderBuilder CSV =
      CsvReader.builder().allowExtraFields(true).allowMissingFields(true);

  /** Of a run directory that nobody is writing. */
  public RunReader(Path directory) {
    this(directory, false);
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

  /** Limits that were searched for; this is the folder of an experiment then. */
  public Limits limits() {
    return json(RunFiles.LIMITS_SUMMARY, Limits.class);
  }

  /** Names of trials that an experiment has; this is its folder then. None if there are no such. */
  public List<String> trials() {
    return Files.exists(directory.resolve(RunFiles.TRIALS))
        ? text(RunFiles.TRIALS, MOST_TABLE).lines().toList()
        : List.of();
  }

  /** What a process runs now; this is the folder of an experiment then. */
  public RunPlan plan() {
    return json(RunFiles.PLAN, RunPlan.class);
  }

  /** Effective settings as they were written. */
  public String trialYaml() {
    return text(RunFiles.TRIAL, MOST_TEXT);
  }

  /** All lines of a table; none if there is no such file. */
  public <T extends Record> List<T> rows(RunTable<T> table) {
    List<T> rows = new ArrayList<>();
    each(table, rows::add);
    return List.copyOf(rows);
  }

  /** The lines of a table before the first one that cannot be read. */
  public <T extends Record> List<T> rowsBeforeFault(RunTable<T> table) {
    List<T> rows = new ArrayList<>();
    try {
      each(table, rows::add);
    } catch (RecordException e) {
      // Those before it were handed over.
    }
    return List.copyOf(rows);
  }

  /**
   * Hands over the lines of a table one by one, in order of the file; none if there is no such
   * file. Those before a fault are handed over before it is thrown.
   */
  public <T extends Record> void each(RunTable<T> table, Consumer<T> sink) {
    Path file = directory.resolve(table.file());
    if (!Files.exists(file)) {
      return;
    }
    checkSize(file, MOST_TABLE);
    try {
      byte[] bytes = Files.readAllBytes(file);
      int end = ArrayUtils.lastIndexOf(bytes, (byte) '\n') + 1;
      read(file, new ByteArrayInputStream(bytes, 0, end), table, sink);
      if (!growing && end < bytes.length) {
        long lines = IntStream.range(0, end).filter(i -> bytes[i] == '\n').count();
        throw new RecordException("%s, line %d is cut short".formatted(file, lines + 1));
      }
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + file, e);
    } catch (CsvParseException e) {
      // The first message names the line, the last one the cause.
      String messages =
          ExceptionUtils.getThrowableList(e).stream()
              .map(Throwable::getMessage)
              .collect(Collectors.joining(": "));
      throw new RecordException("Cannot read " + file + ": " + messages, e);
    }
  }

  private <T extends Record> void read(
      Path file, InputStream text, RunTable<T> table, Consumer<T> sink) throws IOException {
    try (CsvReader<CsvRecord> reader = CSV.ofCsvRecord(text)) {
      Iterator<CsvRecord> lines = reader.iterator();
      if (growing && !lines.hasNext()) {
        return;
      }
      List<String> header = lines.hasNext() ? lines.next().getFields() : List.of();
      checkColumns(file, header, table);
      while (lines.hasNext()) {
        CsvRecord line = lines.next();
        if (line.getFieldCount() != header.size()) {
          throw new RecordException(
              "%s, line %d has %d fields; expected %d"
                  .formatted(
                      file, line.getStartingLineNumber(), line.getFieldCount(), header.size()));
        }
        sink.accept(table.row(file, header, line));
      }
    }
  }

  private static void checkColumns(Path file, List<String> header, RunTable<?> table) {
    boolean distinct = Set.copyOf(header).size() == header.size();
    if (!distinct || !header.containsAll(table.columns())) {
      throw new RecordException(
          "%s %s; expected %s"
              .formatted(
                  file,
                  header.isEmpty() ? "is cut short in its first line" : "has the columns " + header,
                  table.columns()));
    }
  }

  /** Refuses anything that is not a file, or larger than any file that this program writes. */
  private static void checkSize(Path file, long most) {
    if (!Files.isRegularFile(file)) {
      throw new RecordException(file + " is not a file");
    }
    try {
      if (Files.size(file) > most) {
        throw new RecordException(
            "%s is larger than %d bytes, larger than any record".formatted(file, most));
      }
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + file, e);
    }
  }

  private <T> T json(String name, Class<T> type) {
    Path file = directory.resolve(name);
    String text = text(name, MOST_TEXT);
    try {
      T value = RunJson.read(text, type);
      if (value == null) {
        throw new RecordException("it is empty");
      }
      return value;
    } catch (RuntimeException e) {
      // Gson's own exceptions, and those of the constructors of our records, wrapped by Gson.
      String cause = ExceptionUtils.getRootCause(e).getMessage();
      throw new RecordException(
          "Cannot read %s: %s"
              .formatted(
                  file, e instanceof JsonParseException ? "it is damaged (" + cause + ")" : cause),
          e);
    }
  }

  private String text(String name, long most) {
    Path file = directory.resolve(name);
    if (Files.exists(file)) {
      checkSize(file, most);
    }
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new RecordException("Cannot read " + file + ": it is not UTF-8", e);
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + file, e);
    }
  }
}
