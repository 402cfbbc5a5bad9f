package io.github.bnlab.experiment;

import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.Fallback;
import io.github.bnlab.dataset.LoadedData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where trials get their data from, such as {@code DatasetLoader::load}. */
@FunctionalInterface
public interface DataSource {
  /**
   * The data of a configuration.
   *
   * @throws io.github.bnlab.dataset.DataException if it is not available and there is no fallback
   */
  LoadedData load(DatasetConfig config, Fallback fallback);

  /** The data of a trial, as {@link #load} gives it. */
  default LoadedData of(TrialConfig trial) {
    return load(trial.dataset(), trial.fallback());
  }

  /**
   * The same source for several threads, which keeps the data used last, so that trials on the same
   * data load it once. Three sets are kept, not all: 70,000 images are 55 MB.
   */
  default DataSource cached() {
    Map<Object, LoadedData> kept =
        new LinkedHashMap<>(3, 1, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Object, LoadedData> eldest) {
            return size() > 3;
          }
        };
    return (config, fallback) -> {
      synchronized (kept) {
        LoadedData data = kept.get(List.of(config, fallback));
        if (data == null) {
          data = load(config, fallback);
          kept.put(List.of(config, fallback), data);
        }
        return data;
      }
    };
  }
}
