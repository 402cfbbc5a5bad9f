package io.github.bnlab.recording;

import io.github.bnlab.recording.files.RecordException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.commons.lang3.function.FailableRunnable;

/**
 * Writes the files of a run, task by task in order, on one background thread. The queue is bounded:
 * a disk slower than the training slows the training instead of filling the memory. No wait ends by
 * an interrupt: an interrupted training is still recorded.
 *
 * <p>The first failure is thrown by the next call of any method, and again by {@link #close}; tasks
 * after it are dropped. So a failed write is never ignored.
 */
final class BackgroundWriter implements AutoCloseable {
  private static final int CAPACITY = 1024;

  private final Semaphore room = new Semaphore(CAPACITY);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          BasicThreadFactory.builder().namingPattern("bnlab-recording").daemon().build());
  private volatile Throwable failure;

  /** Submits a task, which runs after all earlier ones. */
  void submit(FailableRunnable<IOException> task) {
    throwFailure();
    room.acquireUninterruptibly();
    thread.execute(
        () -> {
          try {
            if (failure == null) {
              task.run();
            }
          } catch (IOException | RuntimeException | Error e) {
            failure = e;
          } finally {
            room.release();
          }
        });
  }

  /** Waits until everything submitted so far is done. */
  void await() {
    CompletableFuture.runAsync(() -> {}, thread).join();
    throwFailure();
  }

  /** Runs the submitted tasks, then stops the thread. */
  @Override
  public void close() {
    if (!thread.isShutdown()) {
      CompletableFuture.runAsync(() -> {}, thread).join();
      thread.shutdown();
    }
    throwFailure();
  }

  private void throwFailure() {
    Throwable cause = failure;
    if (cause instanceof RecordException told) {
      throw new RecordException(told.getMessage(), told);
    }
    if (cause instanceof IOException io) {
      throw RecordException.of("Cannot record the run", io);
    }
    if (cause != null) {
      throw new RecordException("Cannot record the run: " + cause.getMessage(), cause);
    }
  }
}
