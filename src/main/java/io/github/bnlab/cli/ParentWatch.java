package io.github.bnlab.cli;

import io.github.bnlab.experiment.StopSignal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process of a trial when the one that started it asks for it or is gone, however that
 * came about: then the pipe between them, on which nothing is ever sent, ends.
 */
final class ParentWatch extends Thread {
  private static final long PATIENCE_SECONDS = 60;

  private final InputStream pipe;
  private final StopSignal stop;

  ParentWatch(InputStream pipe, StopSignal stop) {
    super("parent watch");
    this.pipe = pipe;
    this.stop = stop;
    setDaemon(true);
  }

  @Override
  public void run() {
    try {
      pipe.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // As good as its end.
    }
    stop.request();
    try {
      TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The present step hangs; nobody waits for it any more.
    Runtime.getRuntime().halt(ExitCode.FAILURE);
  }
}
