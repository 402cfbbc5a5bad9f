package io.github.bnlab.recording;

import io.github.bnlab.network.NpzFile;
import io.github.bnlab.recording.Checkpoint.Extent;
import io.github.bnlab.recording.files.RunFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.IOUtils;

/**
 * The checkpoints in a run directory, {@code checkpoint-STEP.npz}: written to a temporary file,
 * synced and renamed, so that a file of that name is complete unless the disk loses data; the
 * newest two are kept.
 *
 * @param directory the run directory
 */
record CheckpointFiles(Path directory) {
  private static final int KEPT = 2;

  private static final String ENDING = ".npz";

  /** Version 0.1 wrote {@code .bin} files, of which none is whole for this one. */
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,10})\\.(npz|tmp|bin)");

  private static final Comparator<Path> BY_STEP = Comparator.comparingLong(CheckpointFiles::step);

  static boolean isOne(Path file) {
    return NAME.matcher(file.getFileName().toString()).matches();
  }

  /** Whether a file or folder in a run directory is the user's, not the program's. */
  static boolean isUsers(Path entry) {
    String name = entry.getFileName().toString();
    return !isOne(entry) && !RunFiles.isOfTrial(name) && !WholeFile.isAbandoned(entry);
  }

  /** Writes one and removes those before the one before. */
  void write(Checkpoint checkpoint) throws IOException {
    byte[] bytes = CheckpointFormat.write(checkpoint);
    String name = "checkpoint-" + checkpoint.state().step();
    Path aside = directory.resolve(name + ".tmp");
    try (RunFile out = new RunFile(aside, false)) {
      out.write(bytes);
    }
    WholeFile.rename(aside, directory.resolve(name + ENDING));
    syncDirectory();
    List<Path> all = newestFirst();
    for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
      Files.delete(old);
    }
  }

  /**
   * Syncs the directory, so that a rename reaches the disk; Windows does not support or need it.
   */
  private void syncDirectory() {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Without the sync, the previous checkpoint may be the newest one after a power loss.
    }
  }

  /** The newest complete one whose files still begin with the bytes that it recorded. */
  Optional<Checkpoint> newestWhole() throws IOException {
    for (Path file : newestFirst()) {
      try {
        if (Files.isRegularFile(file) && Files.size(file) <= NpzFile.MAX_BYTES) {
          Checkpoint checkpoint = CheckpointFormat.read(file);
          if (fits(checkpoint)) {
            return Optional.of(checkpoint);
          }
        }
      } catch (IOException e) {
        // Truncated or damaged: the previous one is tried.
      }
    }
    return Optional.empty();
  }

  private boolean fits(Checkpoint checkpoint) throws IOException {
    for (Extent extent : checkpoint.files()) {
      Path file = directory.resolve(extent.name());
      if (!Files.isRegularFile(file)
          || Files.size(file) < extent.length()
          || RunFile.checksum(file, extent.length()) != extent.checksum()) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is any. */
  boolean exist() throws IOException {
    return !newestFirst().isEmpty();
  }

  /**
   * Makes the run directory what it was when a checkpoint was taken: what was written later is cut
   * off or removed. The user's files are kept.
   */
  void settle(Checkpoint checkpoint) throws IOException {
    Map<String, Extent> known =
        checkpoint.files().stream().collect(Collectors.toMap(Extent::name, e -> e));
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path file : entries.toList()) {
        Extent extent = known.get(file.getFileName().toString());
        boolean kept =
            isOne(file)
                ? step(file) <= checkpoint.state().step() && !file.toString().endsWith(".tmp")
                : extent != null || isUsers(file);
        if (!kept) {
          Files.delete(file);
        } else if (extent != null && (extent.open() || Files.size(file) > extent.length())) {
          renew(file, extent.length());
        }
      }
    }
  }

  /** A new file with the beginning: a process that was suspended may hold the old one open. */
  private static void renew(Path file, long length) throws IOException {
    Path aside = file.resolveSibling("." + file.getFileName() + ".tmp");
    try (InputStream in = Files.newInputStream(file);
        RunFile out = new RunFile(aside, false)) { // on the disk when closed
      IOUtils.copyLarge(in, out, 0, length);
    }
    WholeFile.rename(aside, file);
  }

  /** Removes all, those that were never finished too. */
  void delete() throws IOException {
    for (Path file : list()) {
      Files.delete(file);
    }
  }

  private List<Path> newestFirst() throws IOException {
    return list().stream()
        .filter(file -> !file.toString().endsWith(".tmp"))
        .sorted(BY_STEP.reversed())
        .toList();
  }

  /** None where there is no such folder. */
  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(CheckpointFiles::isOne).toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  private static long step(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }
}
