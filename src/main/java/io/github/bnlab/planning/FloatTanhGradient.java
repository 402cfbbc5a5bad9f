package io.github.bnlab.planning;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code dy = dy (1 - t^2)} for {@code t = tanh(x)}, in place, in one pass over memory. */
final class FloatTanhGradient implements Runnable {
  private static final int CHUNK = 2048;

  private final FloatMemory tangents;
  private final FloatMemory gradients;
  private final float[] t = new float[CHUNK];
  private final float[] dy = new float[CHUNK];

  /** Both as {@link FloatTanh#serves} has it, and of one length. */
  FloatTanhGradient(INDArray tangents, INDArray gradients) {
    this.tangents = new FloatMemory(tangents);
    this.gradients = new FloatMemory(gradients);
  }

  @Override
  public void run() {
    for (int at = 0; at < gradients.length(); at += CHUNK) {
      int count = Math.min(CHUNK, gradients.length() - at);
      tangents.read(at, t, count);
      gradients.read(at, dy, count);
      apply(t, dy, count);
      gradients.write(at, dy, count);
    }
  }

  static void apply(float[] t, float[] dy, int count) {
    for (int i = 0; i < count; i++) {
      dy[i] = dy[i] * (1 - t[i] * t[i]);
    }
  }
}
