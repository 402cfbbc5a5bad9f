package io.github.bnlab.engine.kernels;

/**
 * How a piece of work is cut into parts. It depends on the shapes alone, never on the number of
 * threads, so that neither do results. Splits of the same size and step are equal, whatever they
 * cut; those of channels differ from those of blocks, since their step is a multiple of 6.
 *
 * @param size how many blocks of examples, channels or values there are
 * @param step how many of them a part has
 */
public record Split(int size, int step) {
  /** Parts that a long axis is cut into: enough for a few threads to share evenly. */
  private static final int PARTS = 8;

  /** Channels of a part are a multiple of this, for tiles of 6 and of 2 rows. */
  private static final int ROWS = 6;

  /** One part for each block of examples. */
  public static Split blocks(int count) {
    return new Split(count, 1);
  }

  /** Parts of some channels each. */
  public static Split channels(int count) {
    return new Split(count, ROWS * ((count + ROWS * PARTS - 1) / (ROWS * PARTS)));
  }

  /** Parts of some values each. */
  public static Split values(int count) {
    return new Split(count, Math.max(1, (count + PARTS - 1) / PARTS));
  }

  /** One part: one thread does all. */
  public static Split whole() {
    return blocks(1);
  }

  int parts() {
    return Math.max(1, (size + step - 1) / step);
  }

  /** The first block, channel or value of a part. */
  public int from(int part) {
    return part * step;
  }

  /** After the last block, channel or value of a part. */
  public int to(int part) {
    return Math.min(size, (part + 1) * step);
  }
}
