package io.github.bnlab.planning;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code -sum(labels * log(clip(p)))} of floats, in double, where labels are mostly 0: the
 * logarithms of the others are left out.
 */
final class FloatCrossEntropy implements Runnable {
  private final FloatMemory probabilities;
  private final FloatMemory labels;
  private final float least;
  private final float most;
  private final float[] p;
  private final float[] wanted;
  private double sum;

  /**
   * Of arrays of one length, both whole, in c order, and in memory for good.
   *
   * @param clip smallest probability that counts as itself; 0 for none
   */
  FloatCrossEntropy(INDArray probabilities, INDArray labels, double clip) {
    this.probabilities = new FloatMemory(probabilities);
    this.labels = new FloatMemory(labels);
    this.least = (float) clip;
    this.most = (float) (1 - clip);
    this.p = new float[this.probabilities.length()];
    this.wanted = new float[p.length];
  }

  @Override
  public void run() {
    probabilities.read(0, p, p.length);
    labels.read(0, wanted, wanted.length);
    double total = 0;
    for (int i = 0; i < p.length; i++) {
      if (wanted[i] != 0) {
        // Keeps NaN, by which a diverged training is known.
        total -= wanted[i] * Math.log(Math.max(least, Math.min(most, p[i])));
      }
    }
    sum = total;
  }

  /** What the last run came to. */
  double sum() {
    return sum;
  }
}
