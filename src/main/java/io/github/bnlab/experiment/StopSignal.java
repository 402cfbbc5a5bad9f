package io.github.bnlab.experiment;

import java.util.ArrayList;
import java.util.List;

/** A request to end cleanly, made on one thread (such as a signal handler) and read by others. */
public final class StopSignal {
  private final List<Runnable> listeners = new ArrayList<>();
  private volatile boolean requested;

  /** Requests an end after the present step. */
  public void request() {
    List<Runnable> told;
    synchronized (listeners) {
      requested = true;
      told = List.copyOf(listeners);
      listeners.clear();
    }
    told.forEach(Runnable::run);
  }

  /** Whether a stop was requested. */
  public boolean requested() {
    return requested;
  }

  /** Calls back once, on the requesting thread; at once if the stop was already requested. */
  void whenRequested(Runnable listener) {
    synchronized (listeners) {
      if (!requested) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }
}
