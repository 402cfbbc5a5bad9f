package io.github.bnlab.recording;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunTable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.lang3.function.FailableFunction;

/**
 * The tables of a run directory that one recorder writes while a trial is trained. A failed write
 * throws a {@link RecordException}.
 */
final class OpenTables implements AutoCloseable {
  private final FailableFunction<String, OutputStream, IOException> files;
  private final List<Table<?>> tables = new ArrayList<>();

  /**
   * Without tables.
   *
   * @param files creates a file, or appends to that of an earlier run
   */
  OpenTables(FailableFunction<String, OutputStream, IOException> files) {
    this.files = files;
  }

  /** Begins a table, or continues that of an earlier run. */
  <T extends Record> Table<T> open(RunTable<T> table, FloatType type) {
    try {
      Table<T> opened = new Table<>(files.apply(table.file()), table, type);
      tables.add(opened);
      return opened;
    } catch (IOException e) {
      throw RecordException.of("Cannot begin " + table.file(), e);
    }
  }

  /** Hands all rows so far to the file system, so that others can read them. */
  void flush() {
    tables.forEach(Table::flush);
  }

  /** Closes all tables, also of an unfinished run, and also after one of them fails. */
  @Override
  public void close() {
    RecordException failure = null;
    for (Table<?> table : tables) {
      try {
        table.close();
      } catch (RecordException e) {
        failure = failure == null ? e : failure;
      }
    }
    tables.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
