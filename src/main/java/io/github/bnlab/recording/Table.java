package io.github.bnlab.recording;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.bnlab.recording.files.RecordException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A CSV file that is being written: one line of column names, then rows; UTF-8, line feeds. A file
 * of an earlier run that goes on has its column names already.
 */
public final class Table implements Closeable {
  private final CsvWriter writer;

  /** Begins a table with the line of its columns; the stream is closed with it. */
  public Table(OutputStream out, List<String> columns) {
    this.writer =
        CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out, StandardCharsets.UTF_8);
    boolean continued = false;
    if (out instanceof RunFile file) {
      file.isBelow(writer::flush);
      continued = file.isContinued();
    }
    if (!continued) {
      add(columns);
    }
  }

  /**
   * Adds a line.
   *
   * @throws RecordException if it cannot be written
   */
  public void add(List<String> fields) {
    try {
      writer.writeRecord(fields);
    } catch (UncheckedIOException e) {
      throw RecordException.of("Cannot record a line", e.getCause());
    }
  }

  /** Hands what was written so far to the file system, so that others can read it. */
  void flush() throws IOException {
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
