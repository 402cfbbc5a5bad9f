package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.network.Networks;
import io.github.bnlab.recording.ProbeRecorder;
import io.github.bnlab.recording.Recorder;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.training.Trainer;
import io.github.bnlab.training.TrainingLength;
import io.github.bnlab.training.TrainingObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A trial trained and recorded as {@code bnlab run} does, on a separate thread that pauses before
 * every epoch. A window is all of an epoch but its evaluation: order, batches, steps, records.
 */
final class WholeRun implements AutoCloseable, TrainingObserver {
  private static final long POLL_MILLISECONDS = 100;

  private final Semaphore permits = new Semaphore(0);
  private final BlockingQueue<Window> epochs = new ArrayBlockingQueue<>(1);
  private int stepsPerEpoch;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile Throwable failure;
  private Stopwatch stopwatch;

  /** Starts a run of more epochs than are timed; asks for the images on its thread. */
  WholeRun(TrialConfig config, Supplier<LoadedData> images, Path results) {
    thread = new Thread(() -> run(config, images, results), "bnlab-run");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(TrialConfig config, Supplier<LoadedData> images, Path results) {
    try (RunDirectory directory = new RunDirectory(results, config.trial()).begin();
        Recorder recorder = new Recorder(directory);
        ProbeRecorder probes = new ProbeRecorder(directory)) {
      LoadedData data = images.get();
      stepsPerEpoch = TrainingLength.of(config.training(), data.training().size()).stepsPerEpoch();
      new Trainer(() -> stopped)
          .train(Networks.build(config), config, data, List.of(recorder, probes, this));
      failure = new BenchmarkException("the run ended before the benchmark stopped it");
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  @Override
  public void stepDone(StepDone event) {
    if (event.step() % stepsPerEpoch == 0) {
      epochs.add(stopwatch.mean(stepsPerEpoch));
    }
  }

  @Override
  public void epochDone(EpochDone event) {
    permits.acquireUninterruptibly();
    stopwatch = new Stopwatch();
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
    stopped = true;
    permits.release();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
