package io.github.bnlab.experiment;

import io.github.bnlab.recording.files.RecordException;
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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Keeps a second process out of an experiment's folder. The system holds the lock for as long as
 * the process lives, however that ends, so that none is left behind; the file says whose it is.
 */
final class ExperimentLock implements AutoCloseable {
  private static final String NAME = ".lock";

  /** Beyond what is written: where a lock is mandatory, others can still read whose it is. */
  private static final long LOCKED = Long.MAX_VALUE - 1;

  /** Shared by the processes of trials, which outlive the one that started them by a moment. */
  private static final long WORKING = LOCKED - 1;

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long PAUSE_MILLIS = 100;

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
          awaitWorkers(channel, folder);
          return new ExperimentLock(folder, channel);
        }
        channel.close(); // Its owner removed it meanwhile: that is no lock any more.
      }
    } catch (IOException e) {
      throw RecordException.of("Cannot write into " + folder, e);
    }
  }

  /**
   * Takes a share in the lock of the process that started this one, so that nobody else begins
   * before this one has ended, too.
   */
  static Share share(Path folder) {
    try {
      FileChannel channel =
          FileChannel.open(folder.resolve(NAME), StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel.tryLock(WORKING, 1, true);
      return new Share(channel);
    } catch (IOException e) {
      return new Share(null); // Started by hand, or where nothing can be locked.
    }
  }

  /** The share of the process of a trial. */
  record Share(FileChannel channel) {
    void end() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        // It ends with the process.
      }
    }
  }

  /** An earlier process may have been killed; those of its trials end when they notice. */
  private static void awaitWorkers(FileChannel channel, Path folder) throws IOException {
    long start = System.nanoTime();
    while (!isAlone(channel)) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        channel.close();
        throw new RecordException(
            folder
                + " is in use by trials of a process that is gone; wait, or end those processes");
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        channel.close();
        throw new RecordException("interrupted while waiting for trials in " + folder);
      }
    }
  }

  private static boolean isAlone(FileChannel channel) {
    try (FileLock alone = channel.tryLock(WORKING, 1, false)) {
      return alone != null;
    } catch (IOException e) {
      return true; // Nothing can be locked there.
    }
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
      notices.accept(folder + " cannot be locked (" + e.getMessage() + "): start no second run");
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
      Files.deleteIfExists(folder.resolve(NAME));
      Files.deleteIfExists(folder); // if nothing was written
    } catch (DirectoryNotEmptyException e) {
      // It holds results.
    } catch (IOException e) {
      // The folder is gone or can no longer be written; the lock ends with the channel.
    }
  }
}
