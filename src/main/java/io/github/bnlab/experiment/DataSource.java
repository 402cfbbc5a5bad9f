package io.github.bnlab.experiment;

import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.TrialConfig.Fallback;
import io.github.bnlab.dataset.LoadedData;

/** Where trials get their data from, such as {@code DatasetLoader::load}. */
@FunctionalInterface
public interface DataSource {
  /**
   * The data of a configuration.
   *
   * @throws io.github.bnlab.dataset.DataException if it is not available and there is no fallback
   */
  LoadedData load(DatasetConfig config, Fallback fallback);
}
