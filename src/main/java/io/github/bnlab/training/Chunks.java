package io.github.bnlab.training;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.dataset.BatchData;
import io.github.bnlab.dataset.ImageSet;
import java.util.ArrayList;
import java.util.List;
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
  private final int chunk;
  private final int[] order;
  private final List<BatchData> kept = new ArrayList<>();

  Chunks(ImageSet images, FloatType type, int chunk) {
    this.images = images;
    this.type = type;
    this.chunk = chunk;
    this.order = IntStream.range(0, images.size()).toArray();
  }

  /**
   * The examples from {@code index * chunk} on, fewer at the end; asked for in order, valid until
   * the next call.
   */
  BatchData get(int index) {
    if (index < kept.size() && images.size() <= LARGEST_KEPT) {
      return kept.get(index);
    }
    int from = index * chunk;
    int size = Math.min(chunk, images.size() - from);
    BatchData data = room(size);
    data.gather(images, order, from, size);
    return data;
  }

  /** Of its own for a piece that is kept; else the one that all share. */
  private BatchData room(int size) {
    if (images.size() <= LARGEST_KEPT || kept.isEmpty()) {
      kept.add(new BatchData(type, size, images.imageLength()));
    }
    return kept.get(kept.size() - 1);
  }
}
