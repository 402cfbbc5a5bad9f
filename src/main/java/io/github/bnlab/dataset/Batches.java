package io.github.bnlab.dataset;

import io.github.bnlab.config.TrialConfig.FloatType;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The batches of one pass over images, in a given order; the last one is smaller where the batch
 * size does not divide the number of examples.
 *
 * <pre>
 * try (Batches batches = Batches.prepared(images, type, batchSize, order)) {
 *   while (batches.next()) {
 *     batches.copyTo(features, labels); // of batches.size() examples
 *   }
 * }
 * </pre>
 *
 * <p>Batches are prepared on a thread of their own while the caller computes, some of them ahead;
 * what they hold does not depend on it.
 */
public final class Batches implements AutoCloseable {
  /** One in use, others ready: a delay of either thread need not hold up the other. */
  private static final int FEWEST_BUFFERS = 3;

  private static final int MOST_BUFFERS = 8;

  /** Values in all buffers together, where the fewest do not have more. */
  private static final int MOST_VALUES = 4_000_000;

  private final ImageSet images;
  private final int[] order;
  private final int batchSize;
  private final BufferRing<BatchData> ring;
  private final Thread preparer;
  private volatile Throwable failure;
  private BatchData current;
  private int taken;

  private Batches(ImageSet images, FloatType type, int batchSize, int[] order) {
    this.images = images;
    this.order = order;
    this.batchSize = batchSize;
    this.ring = new BufferRing<>(buffers(type));
    this.preparer = new Thread(this::prepare, "bnlab-batches");
    preparer.setDaemon(true);
    preparer.start();
  }

  private List<BatchData> buffers(FloatType type) {
    int capacity = Math.min(batchSize, order.length);
    long values = Math.max(1, (long) capacity * images.imageLength());
    long count = Math.max(FEWEST_BUFFERS, Math.min(MOST_BUFFERS, MOST_VALUES / values));
    return Stream.generate(() -> new BatchData(type, capacity, images.imageLength()))
        .limit(count)
        .toList();
  }

  /**
   * Starts preparing batches.
   *
   * @param images where examples are taken from
   * @param type of features and labels
   * @param batchSize at least 1
   * @param order indices of images, such as {@link EpochOrder} gives
   */
  public static Batches prepared(ImageSet images, FloatType type, int batchSize, int[] order) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("a batch of " + batchSize + " examples");
    }
    return new Batches(images, type, batchSize, order);
  }

  /** Batches in the order of the images, for evaluation. */
  public static Batches inOrder(ImageSet images, FloatType type, int batchSize) {
    return prepared(images, type, batchSize, EpochOrder.of(0, 1, images.size(), false));
  }

  private void prepare() {
    try {
      for (int from = 0; from < order.length; from += batchSize) {
        gather(ring.toFill(), from);
        ring.handOn();
      }
    } catch (InterruptedException e) {
      // Closed before the end; nobody waits any more.
      Thread.currentThread().interrupt();
    }
  }

  private void gather(BatchData batch, int from) {
    try {
      batch.gather(images, order, from, Math.min(batchSize, order.length - from));
    } catch (RuntimeException | Error e) {
      // Handed over with the batch, so that the waiting thread wakes up to it.
      failure = e;
    }
  }

  /** Goes on to the next batch; false after the last one. */
  public boolean next() {
    if (taken >= order.length) {
      return false;
    }
    try {
      current = ring.take();
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a batch");
    }
    if (failure != null) {
      throw new IllegalStateException("a batch could not be prepared", failure);
    }
    taken += current.size();
    return true;
  }

  /** Number of examples in the present batch. */
  public int size() {
    return current.size();
  }

  /** Copies the present batch, as {@link BatchData#copyTo}. */
  public void copyTo(INDArray features, INDArray labels) {
    current.copyTo(features, labels);
  }

  /** Stops preparing and waits until that has ended. */
  @Override
  public void close() {
    preparer.interrupt();
    boolean interrupted = false;
    while (preparer.isAlive()) {
      try {
        preparer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
