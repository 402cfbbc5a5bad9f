package io.github.bnlab.experiment;

/** A request to end cleanly, made on one thread (such as a signal handler) and read by others. */
public final class StopSignal {
  private volatile boolean requested;
  private volatile boolean begun;

  /** Says that work has begun which has to end cleanly. */
  public void begin() {
    begun = true;
  }

  /** Whether such work has begun. */
  public boolean begun() {
    return begun;
  }

  /** Requests an end after the present step. */
  public void request() {
    requested = true;
  }

  /** Whether a stop was requested. */
  public boolean requested() {
    return requested;
  }
}
