package io.github.bnlab.experiment;

import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RecordException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * Keeps other processes, of this machine and of others, from writing the same results: a file that
 * names its owner and that only one process can create ({@code O_EXCL}, which NFS has from version
 * 3 on; no lock of the file system is needed).
 *
 * <p>The owner writes the file again every {@link #BEAT}. A claim is stale, and is taken over, if
 * its process is gone, which is known on the same machine, or else if it is {@link #STALE} older
 * than a file that is made beside it now: both times are of the file system, whatever the clocks of
 * the machines say.
 */
final class Claim implements AutoCloseable {
  /** Age from which the owner of a claim counts as dead where its process cannot be seen. */
  static final Duration STALE = Duration.ofMinutes(5);

  private static final String OF_FOLDER = ".claim";

  private static final Duration BEAT = Duration.ofSeconds(20);
  private static final long LOOK_MILLIS = 500;

  private static final ScheduledExecutorService BEATS =
      Executors.newSingleThreadScheduledExecutor(
          BasicThreadFactory.builder().namingPattern("claims").daemon().build());

  /** Another process has the claim. */
  static final class HeldException extends Exception {
    /** Says which process has it. */
    HeldException(String owner) {
      super(owner);
    }

    /** The sentence that ends a run. */
    RecordException about(Path claimed) {
      return new RecordException(
          "%s is in use by %s; wait until it has ended, or choose another folder with --results"
              .formatted(claimed, getMessage()));
    }
  }

  private final Path file;
  private final Owner owner;
  private final FileChannel channel;
  private final Future<?> beats;
  private volatile boolean lost;

  private Claim(Path file, Owner owner, FileChannel channel, Duration beat) {
    this.file = file;
    this.owner = owner;
    this.channel = channel;
    this.beats =
        BEATS.scheduleWithFixedDelay(
            this::beat, beat.toMillis(), beat.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Claims a folder, which is made where it does not exist.
   *
   * @param stop ends the attempt
   */
  static Claim ofFolder(Path folder, StopSignal stop) throws HeldException {
    return take(folder.resolve(OF_FOLDER), BEAT, stop, false);
  }

  /**
   * Claims what has a name in a folder, such as a trial.
   *
   * @param waits whether to wait, at most for {@link #STALE}, until it is known whether an owner on
   *     another machine is alive
   * @param stop ends the wait
   */
  static Claim of(Path folder, String name, StopSignal stop, boolean waits) throws HeldException {
    return take(folder.resolve(fileOf(name)), BEAT, stop, waits);
  }

  /** Whether a process has claimed a folder and may still run. */
  static boolean isTaken(Path folder) {
    Path file = folder.resolve(OF_FOLDER);
    try {
      Optional<Owner> owner = Owner.read(file);
      return owner.isPresent()
          && (owner.get().isHere()
              || (!owner.get().isGone() && ageAsSeen(file).compareTo(STALE) <= 0));
    } catch (IOException e) {
      return Files.isDirectory(folder);
    }
  }

  /** The age of a file; by the clock of this machine where nothing can be written beside it. */
  private static Duration ageAsSeen(Path file) throws IOException {
    try {
      return age(file);
    } catch (FileSystemException e) {
      return age(file, Files.createTempFile("bnlab-now-", ".tmp"));
    }
  }

  /** The file of a claim. */
  static String fileOf(String claimed) {
    return "." + claimed + ".claim";
  }

  /**
   * Claims what a file stands for.
   *
   * @param beat time between two signs of life
   */
  static Claim take(Path file, Duration beat, StopSignal stop, boolean waits) throws HeldException {
    Owner self = Owner.self();
    Duration before = null;
    try {
      while (true) {
        Optional<FileChannel> created = create(file, self);
        if (created.isPresent()) {
          return new Claim(file, self, created.get(), beat);
        }
        if (Files.isSymbolicLink(file)) {
          throw new RecordException(
              file + " is a symbolic link, and bnlab writes no claim through one; delete it");
        }
        Optional<Owner> other = Owner.read(file);
        if (other.isEmpty() && !stop.requested()) {
          Thread.sleep(LOOK_MILLIS); // It was given back at this moment.
          continue;
        }
        Owner holder = other.orElse(Owner.UNKNOWN);
        Duration age = holder.isHere() ? Duration.ZERO : age(file);
        boolean renewed = before != null && before.compareTo(age) > 0;
        if (holder.isGone() || age.compareTo(STALE) > 0) {
          Optional<FileChannel> replaced = replace(file, holder, self);
          if (replaced.isPresent()) {
            return new Claim(file, self, replaced.get(), beat);
          }
        } else if (holder.isHere() || renewed || !waits || stop.requested()) {
          throw new HeldException(holder.name());
        }
        before = age;
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HeldException("another process");
    } catch (IOException e) {
      throw RecordException.of("Cannot write into " + file.getParent(), e);
    }
  }

  /** Empty if the file exists. */
  private static Optional<FileChannel> create(Path file, Owner owner) throws IOException {
    while (true) {
      FileChannel channel;
      try {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException e) {
        return Optional.empty();
      } catch (NoSuchFileException e) {
        Files.createDirectories(file.getParent());
        continue;
      }
      try {
        owner.write(channel);
        return Optional.of(channel);
      } catch (IOException e) {
        channel.close();
        Files.deleteIfExists(file);
        throw e;
      }
    }
  }

  /**
   * Takes a stale claim over. Only the process that creates the file named after the stale claim
   * may do so, and only while that claim is still there; the renaming leaves no moment without a
   * claim.
   */
  private static Optional<FileChannel> replace(Path file, Owner stale, Owner self)
      throws IOException {
    Path next = file.resolveSibling(file.getFileName() + "." + stale.id());
    Optional<FileChannel> created = create(next, self);
    if (created.isEmpty()) {
      if (age(next).compareTo(STALE) > 0) {
        Files.deleteIfExists(next); // Its process was killed in these two lines.
      }
      return Optional.empty();
    }
    if (Owner.read(file).filter(stale::equals).isPresent()) {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      if (Owner.read(file).filter(self::equals).isPresent()) {
        return created;
      }
    }
    created.get().close();
    Files.deleteIfExists(next);
    return Optional.empty();
  }

  /** How much older a file is than one that is made now. */
  private static Duration age(Path file) throws IOException {
    return age(file, Files.createTempFile(file.getParent(), ".now-", ".tmp"));
  }

  private static Duration age(Path file, Path now) throws IOException {
    try {
      return Duration.between(
          Files.getLastModifiedTime(file).toInstant(), Files.getLastModifiedTime(now).toInstant());
    } catch (NoSuchFileException e) {
      return Duration.ZERO; // It was given back.
    } finally {
      Files.delete(now);
    }
  }

  private void beat() {
    try {
      lost = !isHeld();
      if (!lost) {
        owner.write(channel);
        channel.force(true); // Other machines see it now.
      }
    } catch (IOException e) {
      // The next beat tries again.
    }
  }

  private boolean isHeld() throws IOException {
    return Owner.read(file).filter(owner::equals).isPresent();
  }

  /**
   * Fails if the claim was removed, or was taken over because the process was suspended for longer
   * than {@link #STALE}.
   */
  void requireHeld() {
    if (lost) {
      throw new RecordException(
          "%s was removed or taken over by another process while this one wrote results there; run the same command again"
              .formatted(file));
    }
  }

  /** Has a run directory stay as it is, and not be committed, where the claim is not held then. */
  void guard(RunDirectory run) {
    run.guard(
        () -> {
          try {
            lost |= !isHeld();
            requireHeld();
          } catch (IOException e) {
            run.leave();
            throw RecordException.of("Cannot read " + file, e);
          } catch (RecordException e) {
            run.leave();
            throw e;
          }
        });
  }

  /** Whether {@link #requireHeld} fails. */
  boolean isLost() {
    return lost;
  }

  /** Gives it back. */
  @Override
  public void close() {
    beats.cancel(false);
    try (channel) {
      if (isHeld()) {
        Files.delete(file);
      }
      Path folder = file.getParent();
      if (!Files.isSymbolicLink(folder)) { // a link can be deleted whatever it leads to
        Files.deleteIfExists(folder); // if nothing was written
      }
    } catch (IOException e) {
      // The folder holds results, was deleted or cannot be written.
    }
  }

  /**
   * The process that has a claim.
   *
   * @param name for people
   * @param machine on which numbers of processes mean the same
   * @param process its number
   * @param id of this claim
   */
  private record Owner(String name, String machine, long process, String id) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PROCESSES = Path.of("/proc/self/ns/pid");
    private static final String UNNAMED = "an unnamed machine";
    private static final String HOST = host();
    private static final String MACHINE = thisMachine();
    private static final String NAME = nameOf(ProcessHandle.current());
    private static final Owner UNKNOWN = new Owner("another process", "", -1, "unknown");

    static Owner self() {
      String id = UUID.randomUUID().toString();
      return new Owner(NAME, MACHINE, ProcessHandle.current().pid(), id);
    }

    private static String nameOf(ProcessHandle process) {
      Instant start = process.info().startInstant().orElse(Instant.EPOCH);
      return "process %d of %s, started %s"
          .formatted(process.pid(), HOST, start.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Empty if there is no such claim; unknown while its owner has not written it yet. */
    static Optional<Owner> read(Path file) throws IOException {
      try {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        return Optional.of(
            new Owner(
                lines.get(0),
                lines.get(1),
                Long.parseLong(lines.get(2)),
                UUID.fromString(lines.get(3)).toString()));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      } catch (RuntimeException e) {
        return Optional.of(UNKNOWN);
      }
    }

    void write(FileChannel channel) throws IOException {
      String lines = String.join("\n", name, machine, Long.toString(process), id, "");
      channel.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** Whether its process is known to have ended. */
    boolean isGone() {
      return machine.equals(MACHINE)
          && ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty();
    }

    /** Whether its process is known to be alive; numbers of processes are used again. */
    boolean isHere() {
      return machine.equals(MACHINE)
          && ProcessHandle.of(process).filter(found -> nameOf(found).equals(name)).isPresent();
    }

    /**
     * Containers of one machine may each number their processes from 1; of machines without a name,
     * each process counts as one of another machine.
     */
    private static String thisMachine() {
      try {
        return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(PROCESSES);
      } catch (IOException | UnsupportedOperationException e) {
        return HOST.equals(UNNAMED) ? UUID.randomUUID().toString() : HOST;
      }
    }

    private static String host() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return UNNAMED;
      }
    }
  }
}
