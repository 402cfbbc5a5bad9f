package io.github.bnlab.recording;

import io.github.bnlab.recording.files.RecordException;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.commons.io.file.PathUtils;

/**
 * The checkpoints of a trial, {@code checkpoint-STEP.npz}: written to a temporary file, synced and
 * renamed, so that a file of that name is complete unless the disk loses data; the newest two are
 * kept.
 *
 * @param folder beside the run directory; made when the first one is written
 */
record CheckpointFiles(Path folder) {
  private static final int KEPT = 2;
  private static final String ENDING = ".npz";
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,10})\\.npz");

  /**
   * A complete checkpoint.
   *
   * @param file in which it was found
   */
  record Whole(Path file, Checkpoint checkpoint) {}

  /**
   * Writes one and removes those before the one before.
   *
   * @param files of the run, each with the length that belongs to the checkpoint
   * @throws IOException if that fails; those before are kept
   */
  void write(Checkpoint checkpoint, Map<Path, Long> files) throws IOException {
    String name = "checkpoint-" + checkpoint.state().step();
    Files.createDirectories(folder);
    Path aside = folder.resolve(name + ".tmp");
    try {
      CheckpointFormat.write(checkpoint, files, new RunFile(aside, false));
      WholeFile.rename(aside, folder.resolve(name + ENDING));
    } finally {
      aside.toFile().delete(); // where that failed: the disk may be full
    }
    syncFolder();
    List<Path> all = newestFirst();
    for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
      Files.delete(old);
    }
  }

  /** Syncs the folder, so that a rename reaches the disk; Windows does not support or need it. */
  private void syncFolder() {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Without the sync, the previous checkpoint may be the newest one after a power loss.
    }
  }

  /**
   * The newest complete one; those that are truncated or damaged are passed over.
   *
   * @throws RecordException if one cannot be read, although it may be complete
   */
  Optional<Whole> newestWhole() throws IOException {
    for (Path file : newestFirst()) {
      try {
        return Optional.of(new Whole(file, CheckpointFormat.read(file, (name, content) -> {})));
      } catch (ZipException | EOFException | NoSuchFileException e) {
        // Damaged, or removed by the process that runs the trial: the previous one is tried.
      } catch (IOException e) {
        throw RecordException.of("Cannot read " + file, e);
      }
    }
    return Optional.empty();
  }

  /**
   * Writes the files of a run as they were into a folder that has none of them, and removes
   * checkpoints that were passed over for this one.
   */
  void restore(Whole whole, Path run) throws IOException {
    CheckpointFormat.read(
        whole.file(),
        (name, content) -> {
          try (OutputStream out = new RunFile(run.resolve(name), false)) {
            content.transferTo(out);
          }
        });
    for (Path newer : newestFirst()) {
      if (newer.equals(whole.file())) {
        break;
      }
      Files.delete(newer);
    }
  }

  /** Whether there is any. */
  boolean exist() throws IOException {
    return !newestFirst().isEmpty();
  }

  /** Removes the folder, with what was never finished. */
  void delete() throws IOException {
    if (Files.exists(folder)) {
      PathUtils.delete(folder);
    }
  }

  /** None where there is no such folder. */
  private List<Path> newestFirst() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> step(file) >= 0 && Files.isRegularFile(file))
          .sorted(Comparator.comparingLong(CheckpointFiles::step).reversed())
          .toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  private static long step(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }
}
