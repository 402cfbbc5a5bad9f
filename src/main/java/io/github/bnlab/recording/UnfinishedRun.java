package io.github.bnlab.recording;

import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What a run that was cut off left: a folder that was being written, if its process was killed, or
 * a run directory that says it is not done, if it was stopped or failed.
 *
 * @param partial where a run directory is written
 * @param target where a run directory is when its run is over
 */
record UnfinishedRun(Path partial, Path target) {
  /**
   * Makes {@code partial} what it was at the newest whole checkpoint, or an empty folder.
   *
   * @return that checkpoint
   */
  Optional<Checkpoint> takeOver() throws IOException {
    Optional<Checkpoint> newest = newestWhole(partial);
    if (newest.isEmpty()) {
      Directories.deleteRecursively(partial);
      newest = isUnfinished() ? newestWhole(target) : newest;
      if (newest.isPresent()) {
        Files.move(target, partial, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.createDirectory(partial);
      }
    }
    if (newest.isPresent()) {
      new CheckpointFiles(partial).settle(newest.get());
    }
    return newest;
  }

  /** Whether there are checkpoints, whole or not. */
  boolean hasCheckpoints() throws IOException {
    return new CheckpointFiles(partial).exist()
        || isUnfinished() && new CheckpointFiles(target).exist();
  }

  /** The checkpoint from which it would continue. */
  Optional<Checkpoint> newest() throws IOException {
    Optional<Checkpoint> newest = newestWhole(partial);
    return newest.isEmpty() && isUnfinished() ? newestWhole(target) : newest;
  }

  /** Removes its checkpoints. */
  void forget() throws IOException {
    Directories.deleteRecursively(partial);
    new CheckpointFiles(target).delete();
  }

  private static Optional<Checkpoint> newestWhole(Path directory) throws IOException {
    return new CheckpointFiles(directory).newestWhole();
  }

  private boolean isUnfinished() {
    RunReader run = new RunReader(target);
    try {
      return run.exists() && !run.status().state().isConclusive();
    } catch (RecordException e) {
      return false;
    }
  }
}
