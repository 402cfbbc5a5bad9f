package io.github.bnlab.cli;

import io.github.bnlab.experiment.StopSignal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and the like: the process ends only after the present step has been taken and recorded.
 *
 * <p>Java starts its shutdown hooks on SIGINT and ends with status 130 (143 on SIGTERM) when they
 * return; this hook waits for the command once trials have begun.
 */
final class Interruption implements AutoCloseable {
  private final StopSignal stop = new StopSignal();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stopAndWait, "interruption");

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  StopSignal stop() {
    return stop;
  }

  private void stopAndWait() {
    stop.request();
    try {
      if (stop.begun()) { // else nothing is lost, as in a download
        done.await(60, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook does not wait.
    }
  }
}
