package io.github.bnlab.recording;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.CheckpointFiles.Whole;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.apache.commons.lang3.function.FailableConsumer;
import org.apache.commons.lang3.function.FailableRunnable;

/**
 * The run directory of a trial: what an earlier run left of it, and, once it is begun, what is
 * being written: {@code EXPERIMENT/.TRIAL.partial}, which becomes {@code EXPERIMENT/TRIAL} when its
 * run is over. If it is closed before that, it is deleted, unless there is a checkpoint in {@code
 * EXPERIMENT/.TRIAL.checkpoints}.
 */
public final class RunDirectory implements AutoCloseable {
  /** Other versions wrote checkpoints, which this one does not read, into the run directory. */
  private static final Pattern OLD_CHECKPOINT =
      Pattern.compile("checkpoint-\\d{1,10}\\.(npz|tmp|bin)");

  private final Path partial;
  private final Path target;
  private final Path replaced;
  private final CheckpointFiles checkpoints;

  /** Those that are open. */
  private final List<Table<?>> tables = new ArrayList<>();

  private Checkpoint checkpoint;
  private boolean damaged;

  /** Whether {@link #close} removes nothing. */
  private boolean kept;

  private Runnable guard = () -> {};

  /**
   * Touches nothing.
   *
   * @param experiment folder of the experiment
   * @param trial name of the trial
   */
  public RunDirectory(Path experiment, String trial) {
    this.partial = experiment.resolve(RunFiles.partial(trial));
    this.target = experiment.resolve(trial);
    this.replaced = experiment.resolve(RunFiles.replaced(trial));
    this.checkpoints = new CheckpointFiles(experiment.resolve(RunFiles.checkpoints(trial)));
  }

  /**
   * Begins to write it, or takes over that of an unfinished run as it was at its newest whole
   * checkpoint; the folder of the experiment is made where it does not exist.
   *
   * @return this
   */
  public RunDirectory begin() {
    attempt(
        "write",
        () -> {
          Files.createDirectories(target.getParent());
          requireRun();
          recover();
          takeOver();
        });
    return this;
  }

  /** Removes the checkpoints of an unfinished run, and what it wrote. */
  public void forget() {
    attempt(
        "reset",
        () -> {
          empty();
          checkpoints.delete();
          for (Path old : oldCheckpoints()) {
            PathUtils.delete(old);
          }
        });
  }

  /** Whether a run is being written, or was when its process was killed. */
  public boolean isBegun() {
    return Files.exists(partial);
  }

  /** Whether a run was cut off, was stopped or failed; else checkpoints are only left over. */
  private boolean isUnfinished() {
    if (isBegun() || !Files.exists(target)) {
      return isBegun();
    }
    try {
      return !new RunReader(target).status().state().isConclusive();
    } catch (RecordException e) {
      if (e.isDenied()) {
        throw e;
      }
      return true;
    }
  }

  /** Whether a finished run was cut off before it removed what it does not need. */
  public boolean isUntidy() {
    return Files.exists(replaced) || Files.exists(checkpoints.folder());
  }

  /** Removes what a finished run does not need: checkpoints, and the run that it replaced. */
  public void tidy() {
    attempt(
        "tidy",
        () -> {
          removeButUsers(replaced);
          checkpoints.delete();
        });
  }

  /**
   * The checkpoint from which {@link #begin} would continue.
   *
   * @throws RecordException if it cannot be read, although it may be whole
   */
  public Optional<Checkpoint> newestCheckpoint() {
    return newest().map(Whole::checkpoint);
  }

  private Optional<Whole> newest() {
    try {
      return isUnfinished() ? checkpoints.newestWhole() : Optional.empty();
    } catch (IOException e) {
      throw cannot("read", e);
    }
  }

  /** Whether there are checkpoints of an unfinished run, whole or not. */
  public boolean hasCheckpoints() {
    try {
      return isUnfinished() && (checkpoints.exist() || !oldCheckpoints().isEmpty());
    } catch (IOException e) {
      throw cannot("read", e);
    }
  }

  private List<Path> oldCheckpoints() throws IOException {
    List<Path> old = new ArrayList<>();
    for (Path folder : List.of(partial, target)) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> entries = Files.list(folder)) {
          entries.filter(RunDirectory::isOldCheckpoint).forEach(old::add);
        }
      }
    }
    return old;
  }

  private static boolean isOldCheckpoint(Path entry) {
    return OLD_CHECKPOINT.matcher(name(entry)).matches();
  }

  private static String name(Path entry) {
    return entry.getFileName().toString();
  }

  /** Makes {@code partial} what it was at the newest checkpoint, or a folder without records. */
  private void takeOver() throws IOException {
    Optional<Whole> newest = newest();
    damaged = newest.isEmpty() && hasCheckpoints();
    if (newest.isEmpty()) {
      checkpoints.delete();
    }
    Files.createDirectories(partial);
    removeRecords();
    if (newest.isPresent()) {
      checkpoints.restore(newest.get(), partial);
      checkpoint = newest.get().checkpoint();
    }
  }

  /** What is in its place is removed when this run is over: only a run may be. */
  private void requireRun() throws IOException {
    boolean isRun =
        Stream.of(RunFiles.TRIAL, RunFiles.STATUS)
            .anyMatch(name -> Files.isRegularFile(target.resolve(name)));
    if (!isRun && Files.isDirectory(target) && !Files.isExecutable(target)) {
      throw new AccessDeniedException(target.toString());
    }
    if (!isRun && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new RecordException(
          target
              + " exists and is no run directory; move it, or choose another folder (--results)");
    }
  }

  /** Puts back the old run if the last replacement was cut off between its two renames. */
  private void recover() throws IOException {
    if (Files.exists(target)) {
      removeButUsers(replaced);
    } else if (Files.exists(replaced)) {
      WholeFile.rename(replaced, target);
    }
  }

  /** Removes the folder of an old run, but for the user's files, which {@code target} gets. */
  private void removeButUsers(Path old) throws IOException {
    if (Files.exists(old)) {
      try (Stream<Path> entries = Files.list(old)) {
        for (Path entry : entries.filter(RunDirectory::isUsers).toList()) {
          Path kept = target.resolve(entry.getFileName());
          if (!Files.exists(kept)) {
            Files.move(entry, kept);
          }
        }
      }
    }
    PathUtils.delete(old);
  }

  /** The checkpoint of an unfinished run, as whose directory this one began. */
  public Optional<Checkpoint> checkpoint() {
    return Optional.ofNullable(checkpoint);
  }

  /** Whether an unfinished run left checkpoints of which none is whole. */
  public boolean isDamaged() {
    return damaged;
  }

  /** Removes everything but the user's files in it, so that the run starts again. */
  public void clear() {
    attempt(
        "empty",
        () -> {
          removeRecords();
          checkpoints.delete();
          checkpoint = null;
        });
  }

  private void removeRecords() throws IOException {
    try (Stream<Path> entries = Files.list(partial)) {
      for (Path entry : entries.filter(e -> !isUsers(e)).toList()) {
        PathUtils.delete(entry);
      }
    }
  }

  /** Whether an entry of a run directory is the user's, not the program's. */
  private static boolean isUsers(Path entry) {
    return !RunFiles.isOfTrial(name(entry))
        && !WholeFile.isAbandoned(entry)
        && !isOldCheckpoint(entry);
  }

  /** Removes {@code partial}; if the user's files are in it, it stays with them. */
  private void empty() throws IOException {
    if (Files.exists(partial)) {
      removeRecords();
      try {
        Files.delete(partial);
      } catch (DirectoryNotEmptyException e) {
        // The next run takes them over.
      }
    }
  }

  /** Where a file is written before the run is over. */
  public Path path(String name) {
    return partial.resolve(name);
  }

  /** Where the directory of a run that is over is. */
  public Path target() {
    return target;
  }

  /**
   * Begins a table, or continues that of an unfinished run at its end; it is open until {@link
   * #closeTables}.
   */
  <T extends Record> Table<T> open(RunTable<T> table, FloatType type) {
    Path file = path(table.file());
    try {
      Table<T> opened = new Table<>(new RunFile(file, true), table, type, Files.size(file) == 0);
      tables.add(opened);
      return opened;
    } catch (IOException e) {
      throw cannot("write " + file + " of", e);
    }
  }

  /** Hands all rows so far to the file system, so that others can read them. */
  void flush() {
    tables.forEach(Table::flush);
  }

  /** Closes all tables, also after one of them fails. */
  void closeTables() {
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

  /** Writes a file of the directory. */
  public void write(String name, String text) {
    write(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Writes a file of the directory.
   *
   * @param content writes it all; the stream is closed afterwards
   */
  public void write(String name, FailableConsumer<OutputStream, IOException> content) {
    attempt(
        "write " + path(name) + " of",
        () -> {
          try (OutputStream out = new RunFile(path(name), false)) {
            content.accept(out);
          }
        });
  }

  /** Writes a whole table, doubles as doubles. */
  public <T extends Record> void write(RunTable<T> table, List<T> rows) {
    write(table.file(), out -> Table.write(out, table, rows));
  }

  /** The files of the run, each with its length so far, after {@link #flush}. */
  Map<Path, Long> extents() {
    flush();
    Map<Path, Long> extents = new TreeMap<>();
    try (Stream<Path> entries = Files.list(partial)) {
      for (Path entry : entries.filter(e -> RunFiles.isOfTrial(name(e))).toList()) {
        extents.put(entry, Files.size(entry));
      }
      return extents;
    } catch (IOException e) {
      throw cannot("write", e);
    }
  }

  /** Writes a checkpoint; may be called by another thread. */
  void save(Checkpoint next, Map<Path, Long> extents) {
    attempt("save a checkpoint of", () -> checkpoints.write(next, extents));
  }

  /** Gives the directory of a run that is done its name, in the place of an older one. */
  public void commit() {
    commitUnfinished();
    attempt("finish", checkpoints::delete);
  }

  /** The same for a run that is not done; it can continue from its checkpoints. */
  public void commitUnfinished() {
    closeTables();
    guard.run();
    attempt(
        "finish",
        () -> {
          if (Files.exists(target)) {
            WholeFile.rename(target, replaced);
          }
          WholeFile.rename(partial, target);
          kept = true;
          removeButUsers(replaced);
        });
  }

  /**
   * Sets a check that runs before the directory gets its final name, and before it is removed; it
   * throws a {@link RecordException} if another process owns the directory now.
   */
  public void guard(Runnable check) {
    guard = check;
  }

  /** Leaves everything as it is: another process writes here now. */
  public void leave() {
    kept = true;
  }

  /**
   * Removes what was written, but for the user's files, unless it was committed or left, or there
   * is a checkpoint to continue from.
   */
  @Override
  public void close() {
    try {
      closeTables();
    } finally {
      if (!kept) {
        guard.run();
        attempt("remove", this::emptyWithoutCheckpoint);
      }
    }
  }

  private void emptyWithoutCheckpoint() throws IOException {
    if (!checkpoints.exist()) {
      checkpoints.delete();
      empty();
    }
  }

  private void attempt(String what, FailableRunnable<IOException> task) {
    try {
      task.run();
    } catch (IOException e) {
      throw cannot(what, e);
    }
  }

  private RecordException cannot(String what, IOException e) {
    return RecordException.of("Cannot " + what + " the run directory " + target, e);
  }
}
