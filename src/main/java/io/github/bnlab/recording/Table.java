package io.github.bnlab.recording;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunTable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.lang3.function.FailableRunnable;

/**
 * A table that is being written: one line of column names, then rows; UTF-8, line feeds. A file
 * that a resumed run continues has its column names already.
 *
 * @param <T> a row
 */
final class Table<T extends Record> implements AutoCloseable {
  private final CsvWriter writer;
  private final RunTable<T> table;
  private final FloatType type;

  /**
   * Of a stream.
   *
   * @param out is closed with the table
   * @param isNew whether the line of column names is to be written
   */
  Table(OutputStream out, RunTable<T> table, FloatType type, boolean isNew) {
    this.table = table;
    this.type = type;
    this.writer =
        CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out, StandardCharsets.UTF_8);
    if (isNew) {
      write(table.header());
    }
  }

  /** Writes a whole table, doubles as doubles; closes the stream. */
  static <T extends Record> void write(OutputStream out, RunTable<T> table, List<T> rows) {
    try (Table<T> written = new Table<>(out, table, FloatType.DOUBLE, true)) {
      rows.forEach(written::add);
    }
  }

  /**
   * Adds a row.
   *
   * @throws RecordException if it cannot be written
   */
  void add(T row) {
    write(table.fields(row, type));
  }

  private void write(List<String> fields) {
    attempt(() -> writer.writeRecord(fields));
  }

  /** Hands what was written so far to the file system, so that others can read it. */
  void flush() {
    attempt(writer::flush);
  }

  @Override
  public void close() {
    attempt(writer::close);
  }

  private static void attempt(FailableRunnable<IOException> task) {
    try {
      task.run();
    } catch (UncheckedIOException e) {
      throw RecordException.of("Cannot record a table", e.getCause());
    } catch (IOException e) {
      throw RecordException.of("Cannot record a table", e);
    }
  }
}
