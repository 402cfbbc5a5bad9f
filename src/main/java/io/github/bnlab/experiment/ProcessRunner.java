package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.recording.files.RunStatus.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs trials in other processes, each of which runs one at a time and, when it is over, another
 * one: to start Java and the natives anew, and to compile again what is hot, would take seconds.
 * Trials share nothing but that; one that brings its process down takes no other with it, and the
 * next one gets a new process. A process gets a trial as a file that a user could have written and
 * tells by lines on its standard output how it goes on; it ends by itself when this process dies.
 * May be called on several threads.
 */
final class ProcessRunner implements TrialRunner, AutoCloseable {
  private final Path results;
  private final DataSource data;
  private final JavaProcess worker;
  private final StopSignal stop;
  private final Set<WorkerProcess> living = ConcurrentHashMap.newKeySet();
  private final Deque<WorkerProcess> idle = new ArrayDeque<>();

  ProcessRunner(Path results, DataSource data, JavaProcess worker, StopSignal stop) {
    this.results = results;
    this.data = data;
    this.worker = worker;
    this.stop = stop;
    stop.whenRequested(() -> living.forEach(WorkerProcess::askToEnd));
  }

  @Override
  public Path run(TrialConfig trial, TrialProgress progress) {
    CrashRecord lost = new CrashRecord(results, trial, progress);
    LoadedData loaded = data.load(trial.dataset(), trial.fallback());
    try {
      WorkerProcess one = take();
      Optional<String> loss = one.run(trial, loaded, progress);
      if (loss.isPresent() && one.wasLostBetweenTrials() && !stop.requested()) {
        discard(one);
        one = start();
        loss = one.run(trial, loaded, progress);
      }
      if (loss.isEmpty()) {
        giveBack(one);
        return lost.directory();
      }
      String errors = one.errors();
      discard(one);
      State state = stop.requested() ? State.INTERRUPTED : State.FAILED;
      return lost.record(state, loss.get(), errors);
    } catch (IOException e) {
      return lost.record(State.FAILED, "its process could not be started: " + e, "");
    }
  }

  private WorkerProcess take() throws IOException {
    synchronized (idle) {
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    return start();
  }

  private WorkerProcess start() throws IOException {
    WorkerProcess one = new WorkerProcess(worker);
    living.add(one);
    if (stop.requested()) {
      one.askToEnd();
    }
    return one;
  }

  private void giveBack(WorkerProcess one) {
    synchronized (idle) {
      idle.push(one);
    }
  }

  private void discard(WorkerProcess one) {
    living.remove(one);
    one.close();
  }

  /** Ends the processes; no trial may be running. */
  @Override
  public void close() {
    living.forEach(WorkerProcess::askToEnd);
    living.forEach(WorkerProcess::close);
    living.clear();
  }
}
