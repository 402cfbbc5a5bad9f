package io.github.bnlab.benchmark;

import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import java.util.Arrays;

/** Parts of data. */
final class Images {
  private Images() {}

  /** The first images of the training and of the test split, or all where there are fewer. */
  static LoadedData first(LoadedData data, long training, int test) {
    return new LoadedData(
        data.name(),
        data.standIn(),
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
