package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Runs several trials at a time, in order of their beginning. What they hand to the executor that
 * each is given is done on the calling thread, one after another; with one trial at a time, that
 * thread runs it.
 */
final class ParallelRunner {
  private final BiConsumer<TrialConfig, Executor> runner;
  private final StopSignal stop;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private int open;

  /** Calls the runner on several threads; requests a stop when something goes wrong. */
  ParallelRunner(BiConsumer<TrialConfig, Executor> runner, StopSignal stop) {
    this.runner = runner;
    this.stop = stop;
  }

  /** Runs trials until all are over, or, when asked to stop, those that had begun. */
  void run(List<TrialConfig> trials, int atATime) {
    if (atATime == 1) {
      trials.forEach(trial -> begin(trial, Runnable::run));
      return;
    }
    open = trials.size();
    ExecutorService threads = Executors.newFixedThreadPool(atATime);
    for (TrialConfig trial : trials) {
      CompletableFuture.runAsync(() -> begin(trial, events::add), threads)
          .whenComplete((nothing, failure) -> events.add(() -> end(trial, failure)));
    }
    threads.shutdown();
    passOn();
  }

  private void begin(TrialConfig trial, Executor caller) {
    if (!stop.requested()) {
      runner.accept(trial, caller);
    }
  }

  private void end(TrialConfig trial, Throwable failure) {
    open--;
    if (failure == null) {
      return;
    }
    Throwable thrown = failure.getCause() == null ? failure : failure.getCause(); // as thrown
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    throw new IllegalStateException(
        trial.trial() + " failed outside of its training: " + thrown, thrown);
  }

  /** Every trial ends with an event, so that this ends; the first failure is thrown then. */
  private void passOn() {
    Throwable failure = null;
    boolean interrupted = false;
    while (open > 0) {
      try {
        events.take().run();
      } catch (InterruptedException e) {
        interrupted = true;
        stop.request();
      } catch (RuntimeException | Error e) {
        failure = failure == null ? e : failure;
        stop.fail();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      ExceptionUtils.rethrow(failure);
    }
  }
}
