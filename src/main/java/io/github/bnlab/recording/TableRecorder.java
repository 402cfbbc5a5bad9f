package io.github.bnlab.recording;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.training.TrainingObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records what it observes into tables of a run directory. A failed write throws a {@link
 * RecordException}.
 */
abstract class TableRecorder implements TrainingObserver, AutoCloseable {
  final RunDirectory directory;
  private final List<Table<?>> tables = new ArrayList<>();

  TableRecorder(RunDirectory directory) {
    this.directory = directory;
  }

  /** Begins a table, or continues that of an earlier run. */
  final <T extends Record> Table<T> open(RunTable<T> table, FloatType type) {
    try {
      Table<T> opened = new Table<>(directory.create(table.file()), table, type);
      tables.add(opened);
      return opened;
    } catch (IOException e) {
      throw RecordException.of("Cannot begin " + table.file(), e);
    }
  }

  /** Hands all rows so far to the file system, so that others can read them. */
  final void flush() {
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
