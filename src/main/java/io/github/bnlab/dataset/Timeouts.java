package io.github.bnlab.dataset;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs network operations with a time limit. */
final class Timeouts {
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "bnlab-download");
            thread.setDaemon(true);
            return thread;
          });

  private Timeouts() {}

  /**
   * Runs an operation on another thread and waits for it.
   *
   * @param problem what is wrong if it takes longer than {@code limit}
   */
  static <T> T await(Callable<T> operation, Duration limit, String problem) throws IOException {
    Future<T> result = THREADS.submit(operation);
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      result.cancel(true);
      throw new IOException(problem, e);
    } catch (InterruptedException e) {
      result.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    }
  }
}
