package io.github.bnlab.experiment;

/** A request to end cleanly, made on one thread (such as a signal handler) and read by others. */
public final class StopSignal {
  private volatile boolean requested;
  private volatile boolean begun;
  private volatile boolean failed;

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

  /** Requests the same because other work failed, which an exception tells. */
  void fail() {
    if (!requested) {
      failed = true;
      requested = true;
    }
  }

  /** Whether a failure, not the user, was the first to request the stop. */
  public boolean failed() {
    return failed;
  }

  /** Whether a stop was requested. */
  public boolean requested() {
    return requested;
  }
}
