package io.github.bnlab.recording;

import io.github.bnlab.recording.Checkpoint.Extent;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.apache.commons.lang3.function.FailableConsumer;
import org.apache.commons.lang3.function.FailableFunction;
import org.apache.commons.lang3.function.FailableRunnable;

/**
 * The run directory of a trial: what an earlier run left of it, and, once it is begun, what is
 * being written: {@code EXPERIMENT/.TRIAL.partial}, which becomes {@code EXPERIMENT/TRIAL} when its
 * run is over. If it is closed before that, it is deleted, unless it holds a checkpoint.
 */
public final class RunDirectory implements AutoCloseable {
  private final Path partial;
  private final Path target;
  private final Path replaced;
  private final CheckpointFiles partialCheckpoints;
  private final CheckpointFiles targetCheckpoints;
  private final Map<String, RunFile> files = new ConcurrentHashMap<>();

  /** Names of files that an earlier run began and that are continued when they are opened. */
  private final Set<String> continued = ConcurrentHashMap.newKeySet();

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
    this.partialCheckpoints = new CheckpointFiles(partial);
    this.targetCheckpoints = new CheckpointFiles(target);
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
          targetCheckpoints.delete();
        });
  }

  /** Whether a run is being written, or was when its process was killed. */
  public boolean isBegun() {
    return Files.exists(partial);
  }

  /** Whether a finished run was cut off before it removed what it does not need. */
  public boolean isUntidy() {
    try {
      return Files.exists(replaced) || targetCheckpoints.exist();
    } catch (IOException e) {
      throw cannot("read", e);
    }
  }

  /** Removes what a finished run does not need: checkpoints, and the run that it replaced. */
  public void tidy() {
    attempt(
        "tidy",
        () -> {
          removeButUsers(replaced);
          targetCheckpoints.delete();
        });
  }

  /** The checkpoint from which {@link #begin} would continue. */
  public Optional<Checkpoint> newestCheckpoint() {
    return first(CheckpointFiles::newestWhole);
  }

  /** Whether there are checkpoints of an unfinished run, whole or not. */
  public boolean hasCheckpoints() {
    return first(files -> files.exist() ? Optional.of(files) : Optional.empty()).isPresent();
  }

  /**
   * What is found in the folder that was being written when the process of a run was killed, else
   * in the run directory of one that was stopped or failed.
   */
  private <T> Optional<T> first(
      FailableFunction<CheckpointFiles, Optional<T>, IOException> search) {
    try {
      Optional<T> found = search.apply(partialCheckpoints);
      return found.isEmpty() && isUnfinished() ? search.apply(targetCheckpoints) : found;
    } catch (IOException e) {
      throw cannot("read", e);
    }
  }

  private boolean isUnfinished() {
    RunReader run = new RunReader(target);
    try {
      return run.exists() && !run.status().state().isConclusive();
    } catch (RecordException e) {
      return false;
    }
  }

  /**
   * Makes {@code partial} what it was at the newest whole checkpoint, or a folder without records.
   */
  private void takeOver() throws IOException {
    damaged = hasCheckpoints();
    Optional<Checkpoint> newest = partialCheckpoints.newestWhole();
    if (newest.isEmpty()) {
      empty();
      newest = first(CheckpointFiles::newestWhole);
      if (newest.isPresent()) {
        removeButUsers(partial);
        WholeFile.rename(target, partial);
      } else {
        Files.createDirectories(partial);
      }
    }
    if (newest.isPresent()) {
      damaged = false;
      checkpoint = newest.get();
      partialCheckpoints.settle(checkpoint);
      checkpoint.files().stream().filter(Extent::open).map(Extent::name).forEach(continued::add);
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
        for (Path entry : entries.filter(CheckpointFiles::isUsers).toList()) {
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
          continued.clear();
          checkpoint = null;
        });
  }

  private void removeRecords() throws IOException {
    try (Stream<Path> entries = Files.list(partial)) {
      for (Path entry : entries.filter(e -> isRecord(e) || !CheckpointFiles.isUsers(e)).toList()) {
        PathUtils.delete(entry);
      }
    }
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
   * A file of the directory, buffered; on the disk, not only in its cache, when closed. It is a new
   * one, unless it was being written when the checkpoint of an unfinished run was taken: then it is
   * continued at its end.
   */
  public OutputStream create(String name) throws IOException {
    RunFile file = new RunFile(path(name), continued.remove(name));
    files.put(name, file);
    return file;
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
          try (OutputStream out = create(name)) {
            content.accept(out);
          }
        });
  }

  /** Writes a whole table, doubles as doubles. */
  public <T extends Record> void write(RunTable<T> table, List<T> rows) {
    write(table.file(), out -> Table.write(out, table, rows));
  }

  /** Hands what was written so far to the file system and says what there is. */
  List<Extent> flush() {
    List<Extent> extents = new ArrayList<>();
    try (Stream<Path> entries = Files.list(partial)) {
      for (Path entry : entries.filter(this::isRecord).sorted().toList()) {
        extents.add(extent(entry));
      }
      return extents;
    } catch (IOException e) {
      throw cannot("write", e);
    }
  }

  private boolean isRecord(Path entry) {
    String name = entry.getFileName().toString();
    return files.containsKey(name) || continued.contains(name) || RunFiles.isOfTrial(name);
  }

  private Extent extent(Path entry) throws IOException {
    String name = entry.getFileName().toString();
    RunFile file = files.get(name);
    if (file != null) {
      boolean open = file.isOpen();
      long length = open ? file.flushAll() : Files.size(entry);
      return new Extent(name, length, file.checksum(), open);
    }
    long length = Files.size(entry);
    return new Extent(name, length, RunFile.checksum(entry, length), continued.contains(name));
  }

  /** Writes a checkpoint, after what was flushed before; may be called by another thread. */
  void save(Checkpoint next) {
    attempt(
        "save a checkpoint in",
        () -> {
          for (RunFile file : files.values()) {
            file.sync();
          }
          partialCheckpoints.write(next);
        });
  }

  /** Gives the directory of a run that is done its name, in the place of an older one. */
  public void commit() {
    commitUnfinished();
    attempt("finish", targetCheckpoints::delete);
  }

  /** The same for a run that is not done; it can continue from its checkpoints. */
  public void commitUnfinished() {
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
    if (!kept) {
      guard.run();
      attempt(
          "remove",
          () -> {
            if (!partialCheckpoints.exist()) {
              empty();
            }
          });
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
