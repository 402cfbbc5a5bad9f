package io.github.bnlab.recording;

import io.github.bnlab.recording.files.RecordException;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A run directory that is being written: {@code EXPERIMENT/.TRIAL.partial}, which becomes {@code
 * EXPERIMENT/TRIAL} when it is whole. Closed before that, it is gone.
 */
public final class RunDirectory implements AutoCloseable {
  private final Path partial;
  private final Path target;
  private final Path replaced;
  private boolean committed;

  private RunDirectory(Path experiment, String trial) {
    this.partial = experiment.resolve("." + trial + ".partial");
    this.target = experiment.resolve(trial);
    this.replaced = experiment.resolve("." + trial + ".replaced");
  }

  /**
   * Begins a run directory; what an unfinished run left is removed.
   *
   * @param experiment folder of the experiment, made where it does not exist
   * @param trial name of the trial
   */
  public static RunDirectory begin(Path experiment, String trial) {
    RunDirectory directory = new RunDirectory(experiment, trial);
    directory.attempt(
        "write",
        () -> {
          Files.createDirectories(experiment);
          directory.recover();
          delete(directory.partial);
          Files.createDirectory(directory.partial);
        });
    return directory;
  }

  /** Puts back the old run if the last replacement was cut off between its two renames. */
  private void recover() throws IOException {
    if (Files.exists(target)) {
      delete(replaced);
    } else if (Files.exists(replaced)) {
      Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Where a file is written before the directory is whole. */
  public Path path(String name) {
    return partial.resolve(name);
  }

  /** Where the whole directory will be. */
  public Path target() {
    return target;
  }

  /** A new file of the directory, buffered; on the disk, not only in its cache, when closed. */
  public OutputStream create(String name) throws IOException {
    return new SyncedFile(new FileOutputStream(path(name).toFile()));
  }

  /** Writes a file of the directory. */
  public void write(String name, String text) {
    write(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes a file of the directory. */
  public void write(String name, Content content) {
    attempt(
        "write " + path(name) + " of",
        () -> {
          try (OutputStream out = create(name)) {
            content.writeTo(out);
          }
        });
  }

  /** Gives the directory its name, in the place of an older one of that name. */
  public void commit() {
    attempt(
        "finish",
        () -> {
          if (Files.exists(target)) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
          }
          Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
          committed = true;
          delete(replaced);
        });
  }

  /** Removes what was written, unless it was committed. */
  @Override
  public void close() {
    if (!committed) {
      attempt("remove", () -> delete(partial));
    }
  }

  private void attempt(String what, BackgroundWriter.Task task) {
    try {
      task.run();
    } catch (IOException e) {
      throw new RecordException("Cannot " + what + " the run directory " + target + ": " + e, e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try {
      Files.walkFileTree(directory, new Removal());
    } catch (NoSuchFileException e) {
      // It was not there.
    }
  }

  /** What a file holds. */
  @FunctionalInterface
  public interface Content {
    /** Writes it all; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  private static final class SyncedFile extends BufferedOutputStream {
    private final FileOutputStream file;
    private boolean closed;

    SyncedFile(FileOutputStream file) {
      super(file);
      this.file = file;
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try (file) {
        flush();
        file.getFD().sync();
      }
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
