package io.github.bnlab.recording;

import io.github.bnlab.recording.files.RecordException;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes the files of a run, task by task in order, on one background thread. The queue is bounded:
 * a disk slower than the training slows the training instead of filling the memory.
 *
 * <p>The first failure is thrown by the next call of any method, and again by {@link #close}; tasks
 * after it are dropped. So a failed write is never ignored.
 */
final class BackgroundWriter implements AutoCloseable {
  private static final int CAPACITY = 1024;
  private static final long FAILURE_CHECK_MILLIS = 50;

  /** Something to write. */
  interface Task {
    void run() throws IOException;
  }

  private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final Thread thread;
  private volatile Throwable failure;
  private volatile boolean closing;

  BackgroundWriter() {
    thread = new Thread(this::write, "bnlab-recording");
    thread.setDaemon(true);
    thread.start();
  }

  private void write() {
    while (!closing || !queue.isEmpty()) {
      try {
        Task task = queue.take();
        if (failure == null) {
          task.run();
        }
      } catch (InterruptedException e) {
        // This thread is never interrupted.
      } catch (IOException | RuntimeException | Error e) {
        failure = e;
      }
    }
  }

  /** Submits a task, which runs after all earlier ones. */
  void submit(Task task) {
    throwFailure();
    put(task);
  }

  /** Waits until everything submitted so far is done. */
  void await() {
    CountDownLatch done = new CountDownLatch(1);
    submit(done::countDown);
    uninterruptibly(
        () -> {
          boolean over = false;
          while (failure == null && !over) {
            over = done.await(FAILURE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
          }
        });
    throwFailure();
  }

  /** Runs the submitted tasks, then stops the thread. */
  @Override
  public void close() {
    if (thread.isAlive()) {
      closing = true;
      put(() -> {}); // wakes the thread
      uninterruptibly(thread::join);
    }
    throwFailure();
  }

  private void put(Task task) {
    uninterruptibly(() -> queue.put(task));
  }

  /**
   * An interrupted training is still recorded, so this keeps waiting; the interrupt flag is
   * restored.
   */
  private static void uninterruptibly(Wait wait) {
    boolean interrupted = false;
    while (true) {
      try {
        wait.forIt();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Something to wait for, again where that was interrupted. */
  private interface Wait {
    void forIt() throws InterruptedException;
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
