package io.github.bnlab.benchmark;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.EpochProgress;
import io.github.bnlab.experiment.Experiments;
import io.github.bnlab.experiment.ProgressListener;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.StopSignal;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An experiment as {@code bnlab run} runs it, records and all, on a thread of its own, that pauses
 * after every epoch. A window is an epoch, timed by the run itself: without the evaluation.
 */
final class WholeRun implements AutoCloseable, ProgressListener {
  private static final double NANOS_PER_MILLISECOND = 1e6;
  private static final long POLL_MILLISECONDS = 100;

  private final StopSignal stop = new StopSignal();
  private final Semaphore permits = new Semaphore(0);
  private final BlockingQueue<Window> epochs = new ArrayBlockingQueue<>(1);
  private final int batchSize;
  private final Thread thread;
  private volatile Throwable failure;
  private int stepsBefore;
  private long cpuBefore;

  /**
   * Starts a run.
   *
   * @param config of as many epochs as can be wanted
   * @param results folder of its records
   */
  WholeRun(TrialConfig config, LoadedData data, Path results) {
    this.batchSize = config.training().batchSize();
    Experiment experiment = new Experiment(config.experiment(), "", List.of(), List.of(config));
    RunOptions options = new RunOptions(results, (dataset, fallback) -> data, true, stop);
    this.thread = new Thread(() -> run(experiment, options), "bnlab-run");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Experiment experiment, RunOptions options) {
    try {
      Experiments.run(experiment, options, this);
      failure = new BenchmarkException("the run ended by itself");
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  @Override
  public void epochDone(TrialConfig trial, EpochProgress progress) {
    if (progress.epoch() > 0) {
      int steps = progress.step() - stepsBefore;
      double cpu = (cpuNanos() - cpuBefore) / NANOS_PER_MILLISECOND / steps;
      epochs.add(new Window(batchSize * 1000 / progress.samplesPerSecond(), cpu));
    }
    permits.acquireUninterruptibly();
    stepsBefore = progress.step();
    cpuBefore = cpuNanos();
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Lets the run train an epoch. */
  Window window() {
    permits.release();
    try {
      while (true) {
        Window window = epochs.poll(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
        if (window != null) {
          return window;
        } else if (failure != null) {
          throw new BenchmarkException("the whole run cannot be timed: " + failure, failure);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
  }

  /** Ends the run and waits until its files are closed. */
  @Override
  public void close() {
    stop.request();
    permits.release();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
