package io.github.bnlab.experiment;

import java.util.ArrayList;
import java.util.List;

/** A request to end cleanly, made on one thread (such as a signal handler's) and seen by others. */
public final class StopSignal {
  private final List<Runnable> listeners = new ArrayList<>();
  private volatile boolean requested;

  /** Asks to end after the present step. */
  public void request() {
    List<Runnable> told;
    synchronized (listeners) {
      requested = true;
      told = List.copyOf(listeners);
      listeners.clear();
    }
    told.forEach(Runnable::run);
  }

  /** Whether somebody asked. */
  public boolean requested() {
    return requested;
  }

  /** Calls back once, on the thread that asks; at once if somebody asked already. */
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
