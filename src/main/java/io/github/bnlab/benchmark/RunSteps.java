package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.TrialNetworks;
import java.nio.file.Path;
import java.util.Arrays;

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
    return first(data, steps * batchSize, batchSize);
  }

  /** The first images of the training and of the test split, or all where there are fewer. */
  private static LoadedData first(LoadedData data, long training, int test) {
    return new LoadedData(
        data.name(),
        data.missing(),
        first(data.training(), training),
        data.validation(),
        first(data.test(), test),
        data.sha256());
  }

  private static ImageSet first(ImageSet set, long wanted) {
    int count = (int) Math.min(wanted, set.size());
    return new ImageSet(
        set.rows(),
        set.columns(),
        Arrays.copyOf(set.pixels(), count * set.imageLength()),
        Arrays.copyOf(set.labels(), count));
  }
}
