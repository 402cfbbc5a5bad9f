package io.github.bnlab.benchmark;

import io.github.bnlab.benchmark.Stopwatch.Window;
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
import java.util.function.Predicate;

/**
 * Times the epochs of a trial that is trained and recorded as {@code bnlab run} does. A window is
 * all of an epoch but its evaluation: order, batches, steps, records.
 */
final class WholeRun implements TrainingObserver {
  private final Predicate<Window> goOn;
  private int stepsPerEpoch;
  private Stopwatch stopwatch;
  private Window window;
  private boolean stopped;

  /** Receives the window of each epoch and returns whether to train another one. */
  WholeRun(Predicate<Window> goOn) {
    this.goOn = goOn;
  }

  void train(TrialConfig config, LoadedData data, Path results) {
    stepsPerEpoch = TrainingLength.of(config.training(), data.training().size()).stepsPerEpoch();
    try (RunDirectory directory = new RunDirectory(results, config.trial()).begin();
        Recorder recorder = new Recorder(directory);
        ProbeRecorder probes = new ProbeRecorder(directory)) {
      new Trainer(() -> stopped)
          .train(Networks.build(config), config, data, List.of(recorder, probes, this));
    }
    if (!stopped) {
      throw new BenchmarkException("the run ended before the benchmark stopped it");
    }
  }

  @Override
  public void stepDone(StepDone event) {
    if (event.step() % stepsPerEpoch == 0) {
      window = stopwatch.mean(stepsPerEpoch);
    }
  }

  @Override
  public void epochDone(EpochDone event) {
    stopped = event.epoch() > 0 && !goOn.test(window);
    stopwatch = new Stopwatch();
  }
}
