package io.github.bnlab.experiment;

/** A request to end cleanly, made on one thread (such as a signal handler's) and seen by others. */
public final class StopSignal {
  private volatile boolean requested;

  /** Asks to end after the present step. */
  public void request() {
    requested = true;
  }

  /** Whether somebody asked. */
  public boolean requested() {
    return requested;
  }
}
