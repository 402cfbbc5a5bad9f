package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.TrialNetworks;
import java.nio.file.Path;

/** The steps of a whole run, whose epochs are about as long as the first window. */
final class RunSteps implements Steps {
  private final TrialConfig config;
  private final LoadedData data;
  private final Path results;
  private WholeRun run;

  /**
   * Steps of a run that begins with the first window.
   *
   * @param results folder of the run's records
   */
  RunSteps(TrialConfig config, LoadedData data, Path results) {
    this.config = config;
    this.data = data;
    this.results = results;
  }

  @Override
  public Window window(double seconds) {
    if (run == null) {
      // Its thread tries the steps, too: one thread alone uses OpenMP, as in a run.
      run = new WholeRun(config, () -> imagesFor(seconds), results);
    }
    return run.window();
  }

  private LoadedData imagesFor(double seconds) {
    StepLoop probe = StepLoop.of(TrialNetworks.build(config), config, data.training());
    probe.window(seconds);
    long steps = (long) Math.ceil(1000 * seconds / probe.window(seconds).milliseconds());
    int batchSize = config.training().batchSize();
    return Images.first(data, steps * batchSize, batchSize);
  }
}
