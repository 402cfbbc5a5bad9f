package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Runs several trials at a time, in order of their beginning. Their events are delivered on the
 * calling thread, one after another; with one trial at a time, that thread runs it.
 */
final class ParallelRunner {
  private final TrialRunner runner;
  private final StopSignal stop;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private int open;

  /**
   * Trials run by {@code runner}, which is called on several threads.
   *
   * @param stop no further trial begins after it; asked for when something goes wrong
   */
  ParallelRunner(TrialRunner runner, StopSignal stop) {
    this.runner = runner;
    this.stop = stop;
  }

  /**
   * Runs trials until all are over, or, when asked to stop, those that had begun.
   *
   * @param atATime how many
   * @param progress receives the progress of each trial
   * @param ended told the run directory of each, or null where the runner gave none
   */
  void run(
      List<TrialConfig> trials,
      int atATime,
      Function<TrialConfig, TrialProgress> progress,
      BiConsumer<TrialConfig, Path> ended) {
    if (atATime == 1) {
      for (TrialConfig trial : trials) {
        if (!stop.requested()) {
          ended.accept(trial, runner.run(trial, progress.apply(trial)));
        }
      }
      return;
    }
    open = trials.size();
    ExecutorService threads = Executors.newFixedThreadPool(atATime);
    for (TrialConfig trial : trials) {
      TrialProgress told = new QueuedProgress(progress.apply(trial), events);
      threads.execute(() -> events.add(over(runOne(trial, told, ended))));
    }
    threads.shutdown();
    passOn();
  }

  /** The action for the calling thread when the trial is over. */
  private Runnable runOne(
      TrialConfig trial, TrialProgress told, BiConsumer<TrialConfig, Path> ended) {
    if (stop.requested()) {
      return () -> {};
    }
    try {
      Path directory = runner.run(trial, told);
      return () -> ended.accept(trial, directory);
    } catch (RuntimeException failure) {
      return () -> {
        throw failure;
      };
    } catch (Error e) {
      return () -> {
        throw new IllegalStateException(trial.trial() + " failed outside of its training", e);
      };
    }
  }

  private Runnable over(Runnable last) {
    return () -> {
      open--;
      last.run();
    };
  }

  /** Every trial ends with an event, so that this ends; the first failure is thrown then. */
  private void passOn() {
    RuntimeException failure = null;
    boolean interrupted = false;
    while (open > 0) {
      try {
        events.take().run();
      } catch (InterruptedException e) {
        interrupted = true;
        stop.request();
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
        stop.request();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Queues events for the calling thread. */
  private record QueuedProgress(TrialProgress progress, BlockingQueue<Runnable> events)
      implements TrialProgress {
    @Override
    public void notice(String line) {
      events.add(() -> progress.notice(line));
    }

    @Override
    public void started(String stepKind, int epochs, int steps) {
      events.add(() -> progress.started(stepKind, epochs, steps));
    }

    @Override
    public void progress(StepProgress step) {
      events.add(() -> progress.progress(step));
    }

    @Override
    public void epochDone(EpochProgress epoch) {
      events.add(() -> progress.epochDone(epoch));
    }
  }
}
