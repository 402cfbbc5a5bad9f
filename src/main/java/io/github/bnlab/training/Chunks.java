package io.github.bnlab.training;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.dataset.BatchData;
import io.github.bnlab.dataset.ImageSet;
import java.util.stream.IntStream;

/**
 * A split in pieces of a fixed size, as numbers. Pieces of a split of ordinary size are kept, since
 * turning pixels into numbers takes a third of the time of evaluating a small network; those of a
 * large one are made each time, so that memory does not grow with the split.
 */
final class Chunks {
  /** At 784 pixels 63 MB of floats. */
  private static final int LARGEST_KEPT = 20_000;

  private final ImageSet images;
  private final FloatType type;
  private final int[] order;
  private final BatchData[] kept;

  Chunks(ImageSet images, FloatType type) {
    this.images = images;
    this.type = type;
    this.order = IntStream.range(0, images.size()).toArray();
    this.kept = new BatchData[Evaluation.chunks(images)];
  }

  /**
   * The examples from {@code index * CHUNK} on, fewer at the end. Several threads may ask at once
   * for different ones.
   */
  BatchData get(int index) {
    if (kept[index] != null) {
      return kept[index];
    }
    int from = index * Evaluation.CHUNK;
    int size = Math.min(Evaluation.CHUNK, images.size() - from);
    BatchData data = new BatchData(type, size, images.imageLength());
    data.gather(images, order, from, size);
    if (images.size() <= LARGEST_KEPT) {
      kept[index] = data;
    }
    return data;
  }
}
