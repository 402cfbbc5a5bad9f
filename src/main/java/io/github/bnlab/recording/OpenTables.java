package io.github.bnlab.recording;

import io.github.bnlab.recording.files.RecordException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The tables of a run directory that one recorder writes while a trial is trained. */
final class OpenTables implements AutoCloseable {
  private final RunDirectory directory;
  private final String what;
  private final List<Table> tables = new ArrayList<>();

  /**
   * None yet.
   *
   * @param what is recorded in them, as in "Cannot record the measures"
   */
  OpenTables(RunDirectory directory, String what) {
    this.directory = directory;
    this.what = what;
  }

  /** Begins a table, or goes on with that of an earlier run. */
  Table open(String name, List<String> columns) {
    try {
      Table table = new Table(directory.create(name), columns);
      tables.add(table);
      return table;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Hands all rows so far over to the disk. */
  void flush() {
    forEach(Table::flush);
  }

  /** Ends the tables, of an unfinished run too. */
  @Override
  public void close() {
    forEach(Table::close);
    tables.clear();
  }

  private void forEach(Action action) {
    for (Table table : tables) {
      try {
        action.apply(table);
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }

  private RecordException failure(IOException e) {
    return RecordException.of("Cannot record " + what, e);
  }

  /** What is done to each of the tables. */
  private interface Action {
    void apply(Table table) throws IOException;
  }
}
