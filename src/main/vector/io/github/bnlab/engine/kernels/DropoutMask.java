package io.github.bnlab.engine.kernels;

/** Which values dropout keeps: a pure function of iteration and position. */
public interface DropoutMask {
  /**
   * Decides for a stretch of positions.
   *
   * @param iteration of the network, from 0
   * @param from the first position, in the order of {@code [N, C, H, W]}
   * @param kept takes whether each value is kept
   * @param count how many positions
   */
  void fill(int iteration, long from, boolean[] kept, int count);

  /** What a kept value is multiplied by: {@code 1 / (1 - rate)}. */
  double scale();
}
