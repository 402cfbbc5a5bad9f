package io.github.bnlab.experiment;

import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.TrialConfig.Fallback;
import io.github.bnlab.dataset.LoadedData;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the data used last, so that trials on the same data load it once. A few sets are kept, not
 * all: 70,000 images are 55 MB. Safe for use by several threads.
 */
final class DataCache implements DataSource {
  private static final int KEPT = 3;

  private final DataSource source;
  private final Map<Key, LoadedData> kept =
      new LinkedHashMap<>(KEPT, 1, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, LoadedData> eldest) {
          return size() > KEPT;
        }
      };

  DataCache(DataSource source) {
    this.source = source;
  }

  @Override
  public synchronized LoadedData load(DatasetConfig config, Fallback fallback) {
    Key key = new Key(config, fallback);
    LoadedData data = kept.get(key);
    if (data == null) {
      data = source.load(config, fallback);
      kept.put(key, data);
    }
    return data;
  }

  private record Key(DatasetConfig config, Fallback fallback) {}
}
