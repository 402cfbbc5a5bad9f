package io.github.bnlab.recording.files;

import com.google.gson.JsonParseException;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
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
    try (CsvReader<NamedCsvRecord> reader = open(file)) {
      boolean cut = !growing && !endsWithLineFeed(file);
      boolean first = true;
      Iterator<NamedCsvRecord> lines = reader.iterator();
      for (boolean more = lines.hasNext(); more; ) {
        NamedCsvRecord fields = lines.next();
        if (first) {
          checkColumns(file, fields.getHeader(), table);
        }
        first = false;
        CsvParseException next = null;
        try {
          more = lines.hasNext();
        } catch (CsvParseException e) {
          next = e; // The line before it is whole.
        }
        checkWhole(file, fields, cut && !more);
        sink.accept(table.row(file, fields));
        if (next != null) {
          throw next;
        }
      }
      if (first && !growing) {
        checkColumns(file, cut ? List.of() : header(file), table);
      }
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + file, e);
    } catch (UncheckedIOException | CsvParseException e) {
      throw new RecordException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private CsvReader<NamedCsvRecord> open(Path file) throws IOException {
    if (!growing) {
      return CsvReader.builder().ofNamedCsvRecord(file);
    }
    byte[] bytes = Files.readAllBytes(file);
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--;
    }
    return CsvReader.builder()
        .ofNamedCsvRecord(new String(bytes, 0, whole, StandardCharsets.UTF_8));
  }

  /** The column names of a table without rows. */
  private static List<String> header(Path file) throws IOException {
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
      Iterator<CsvRecord> lines = reader.iterator();
      return lines.hasNext() ? lines.next().getFields() : List.of();
    }
  }

  private static void checkColumns(Path file, List<String> header, RunTable<?> table) {
    if (!header.containsAll(table.columns())) {
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

  private static void checkWhole(Path file, NamedCsvRecord line, boolean cut) {
    String where = file + ", line " + line.getStartingLineNumber();
    if (cut) {
      throw new RecordException(where + " is cut short");
    }
    int columns = line.getHeader().size();
    if (line.getFieldCount() != columns) {
      throw new RecordException(
          "%s has %d fields; expected %d".formatted(where, line.getFieldCount(), columns));
    }
  }

  private static boolean endsWithLineFeed(Path file) throws IOException {
    try (SeekableByteChannel bytes = Files.newByteChannel(file)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      bytes.position(Math.max(0, bytes.size() - 1));
      return bytes.read(last) == 1 && last.get(0) == '\n';
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
