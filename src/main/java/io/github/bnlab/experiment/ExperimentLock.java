package io.github.bnlab.experiment;

import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Keeps a second process out of an experiment's folder. The system holds the lock for as long as
 * the process lives, however that ends, so that no stale lock remains; the file names the owner.
 */
public final class ExperimentLock implements AutoCloseable {
  private static final String NAME = ".lock";

  /** Beyond what is written: where a lock is mandatory, others can still read whose it is. */
  private static final long LOCKED = Long.MAX_VALUE - 1;

  private final Path folder;
  private final FileChannel channel;

  private ExperimentLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the lock of a folder, which is made where it does not exist.
   *
   * @param notices told if the folder cannot be locked and is used all the same
   * @throws RecordException if another process has it
   */
  static ExperimentLock take(Path folder, Consumer<String> notices) {
    try {
      Files.createDirectories(folder);
      while (true) {
        FileChannel channel = open(folder);
        Object opened = identity(folder);
        if (!tryLock(channel, folder, notices)) {
          String owner = owner(folder);
          channel.close();
          throw new RecordException(
              "%s is in use by %s; wait until it has ended, or choose another folder with --results"
                  .formatted(folder, owner));
        }
        if (Files.exists(folder.resolve(NAME)) && Objects.equals(opened, identity(folder))) {
          channel.truncate(0);
          channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)), 0);
          return new ExperimentLock(folder, channel);
        }
        channel.close(); // Its owner removed it meanwhile: this lock is not valid.
      }
    } catch (IOException e) {
      throw RecordException.of("Cannot write into " + folder, e);
    }
  }

  /**
   * Whether a run is going on in a folder: another process has its lock. The process that has it
   * must not ask, since it would lose the lock.
   */
  public static boolean isTaken(Path folder) {
    try (FileChannel channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.READ);
        FileLock lock = channel.tryLock(LOCKED, 1, true)) {
      return lock == null;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException | OverlappingFileLockException e) {
      return true;
    }
  }

  /** Writes down what is run under this lock, for those who watch; removed with it. */
  void announce(RunPlan plan) {
    WholeFile.write(folder.resolve(RunFiles.PLAN), RunJson.write(plan));
  }

  private static FileChannel open(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve(NAME),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  /** Whether this process has the lock now, or there can be none. */
  private static boolean tryLock(FileChannel channel, Path folder, Consumer<String> notices) {
    try {
      return channel.tryLock(LOCKED, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      notices.accept(
          folder + " cannot be locked (" + e.getMessage() + "); do not start a second run there");
      return true;
    }
  }

  /**
   * Which file has the name of the lock now. To read it instead would not do: a process that closes
   * a file loses the locks that it has on it.
   */
  private static Object identity(Path folder) throws IOException {
    try {
      return Files.readAttributes(folder.resolve(NAME), BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return NAME;
    }
  }

  private static String self() {
    ProcessHandle process = ProcessHandle.current();
    Instant start = process.info().startInstant().orElse(Instant.EPOCH);
    return "process %d, started %s".formatted(process.pid(), start.truncatedTo(ChronoUnit.SECONDS));
  }

  private static String owner(Path folder) {
    try {
      String owner = Files.readString(folder.resolve(NAME));
      return owner.isEmpty() ? "another process" : owner;
    } catch (IOException e) {
      return "another process";
    }
  }

  /** Gives it back. */
  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(folder.resolve(RunFiles.PLAN));
      Files.deleteIfExists(folder.resolve(NAME));
      Files.deleteIfExists(folder); // if nothing was written
    } catch (DirectoryNotEmptyException e) {
      // It holds results.
    } catch (IOException e) {
      // The folder was deleted or cannot be written; the lock ends with the channel.
    }
  }
}
