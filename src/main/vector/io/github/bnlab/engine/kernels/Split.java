package io.github.bnlab.engine.kernels;

/**
 * How a piece of work is cut into parts. It depends on the shapes alone, never on the number of
 * threads, so that neither do results.
 *
 * @param kind what is cut
 * @param size how many blocks, channels or values there are
 */
public record Split(Kind kind, int size) {
  /** Parts that a long axis is cut into: enough for a few threads to share evenly. */
  private static final int PARTS = 8;

  /** Channels of a part are a multiple of this, for tiles of 6 and of 2 rows. */
  private static final int ROWS = 6;

  /** What is cut. */
  public enum Kind {
    /** A part is a block of examples. */
    BLOCKS,
    /** A part is a range of channels. */
    CHANNELS,
    /** A part is a range of values. */
    VALUES,
    /** There is one part. */
    WHOLE
  }

  /** One part for each block of examples. */
  public static Split blocks(int count) {
    return new Split(Kind.BLOCKS, count);
  }

  /** Parts of some channels each. */
  public static Split channels(int count) {
    return new Split(Kind.CHANNELS, count);
  }

  /** Parts of some values each. */
  public static Split values(int count) {
    return new Split(Kind.VALUES, count);
  }

  /** No parts: one thread does all. */
  public static Split whole() {
    return new Split(Kind.WHOLE, 1);
  }

  private int step() {
    return switch (kind) {
      case BLOCKS, WHOLE -> 1;
      case CHANNELS -> ROWS * ((size + ROWS * PARTS - 1) / (ROWS * PARTS));
      case VALUES -> Math.max(1, (size + PARTS - 1) / PARTS);
    };
  }

  int parts() {
    return Math.max(1, (size + step() - 1) / step());
  }

  /** The first block, channel or value of a part. */
  public int from(int part) {
    return part * step();
  }

  /** After the last block, channel or value of a part. */
  public int to(int part) {
    return Math.min(size, (part + 1) * step());
  }
}
