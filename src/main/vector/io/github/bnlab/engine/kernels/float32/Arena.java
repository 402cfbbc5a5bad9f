package io.github.bnlab.engine.kernels.float32;

/**
 * Memory whose pieces start at a multiple of 64 bytes, where the garbage collector puts large
 * arrays at such addresses (G1 lets them start a region): a vector that crosses two cache lines
 * takes almost two loads. Elsewhere everything works, slower.
 */
final class Arena {
  /** Larger than half a region of G1, so that it starts one. */
  private static final int CHUNK = 1 << 21;

  /** Values before the first multiple of 64 bytes: the header of an array takes 16. */
  private static final int FIRST = 48 / (Lanes.S.elementSize() / 8);

  private float[] chunk = new float[0];
  private int used;

  /**
   * A piece of an array.
   *
   * @param data the array
   * @param at where the piece starts
   */
  record Slice(float[] data, int at) {}

  /** Zeros. */
  Slice allocate(int length) {
    if (length > CHUNK / 4) {
      return new Slice(new float[FIRST + length], FIRST);
    }
    if (used + length > chunk.length) {
      chunk = new float[CHUNK];
      used = FIRST;
    }
    Slice slice = new Slice(chunk, used);
    used += (length + Lanes.WIDTH - 1) / Lanes.WIDTH * Lanes.WIDTH;
    return slice;
  }
}
