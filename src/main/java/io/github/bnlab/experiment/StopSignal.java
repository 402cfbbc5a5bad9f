package io.github.bnlab.experiment;

/** A request to end cleanly, made on one thread (such as a signal handler) and read by others. */
public final class StopSignal {
  private volatile boolean requested;

  /** Requests an end after the present step. */
  public void request() {
    requested = true;
  }

  /** Whether a stop was requested. */
  public boolean requested() {
    return requested;
  }
}
