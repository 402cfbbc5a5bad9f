package io.github.bnlab.recording;

import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.training.Checkpoints;
import io.github.bnlab.training.TrainingState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Saves states of a training with its records, after every epoch and after some time. The training
 * waits for a copy of its parameters only: another thread writes to the disk. A checkpoint grows
 * with the records, so that an epoch that ends while that thread writes, or soon after, is skipped.
 */
public final class CheckpointWriter implements Checkpoints, AutoCloseable {
  /** Of the time between the beginnings of two checkpoints, one tenth at most is spent on it. */
  private static final int PAUSE = 10;

  private final RunDirectory directory;
  private final Origin origin;
  private final long interval;
  private CompletableFuture<Void> saving = CompletableFuture.completedFuture(null);
  private long last = System.nanoTime();
  private volatile long took;

  /**
   * A writer for one trial, which continues from the checkpoint of its directory.
   *
   * @param origin what the trial computes from
   * @param interval time after which a state is saved within an epoch; zero: none is ever saved
   */
  public CheckpointWriter(RunDirectory directory, Origin origin, Duration interval) {
    this.directory = directory;
    this.origin = origin;
    this.interval = interval.toNanos();
  }

  @Override
  public Optional<TrainingState> start() {
    return directory.checkpoint().map(Checkpoint::state);
  }

  @Override
  public boolean isDue(boolean epochIsOver) {
    long since = System.nanoTime() - last;
    return interval > 0
        && saving.isDone()
        && since >= PAUSE * took
        && (epochIsOver || since >= interval);
  }

  @Override
  public void save(TrainingState state) {
    if (interval == 0) {
      return;
    }
    close();
    Checkpoint checkpoint = new Checkpoint(origin, state);
    Map<Path, Long> extents = directory.extents();
    long begun = System.nanoTime();
    last = begun;
    saving =
        CompletableFuture.runAsync(
            () -> {
              directory.save(checkpoint, extents);
              took = System.nanoTime() - begun;
            });
  }

  /** Waits until everything is saved; fails if that failed. */
  @Override
  public void close() {
    try {
      saving.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      // A new exception for every call: none can suppress itself in a try statement.
      throw new RecordException(
          cause instanceof RecordException
              ? cause.getMessage()
              : "Cannot save a checkpoint: " + cause,
          cause);
    }
  }
}
