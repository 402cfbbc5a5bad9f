package io.github.bnlab.dataset;

import io.github.bnlab.config.RandomStreams;
import io.github.bnlab.config.RandomStreams.Purpose;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The order in which an epoch visits the training examples. */
public final class EpochOrder {
  private EpochOrder() {}

  /**
   * A permutation of 0..size-1, a pure function of (seed, epoch): nothing is replayed to resume.
   * Shuffled by Fisher and Yates's method (Durstenfeld, 1964).
   *
   * @param epoch counted from 1
   * @param shuffle false: the order of the file, in every epoch
   */
  public static int[] of(long seed, int epoch, int size, boolean shuffle) {
    int[] order = IntStream.range(0, size).toArray();
    if (shuffle) {
      SplittableRandom random = RandomStreams.of(seed, Purpose.ORDER, epoch);
      for (int i = size - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int held = order[i];
        order[i] = order[other];
        order[other] = held;
      }
    }
    return order;
  }
}
