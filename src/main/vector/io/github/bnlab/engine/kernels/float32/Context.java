package io.github.bnlab.engine.kernels.float32;

/** What the layers of a network share. */
final class Context {
  final Arena arena = new Arena();

  /** All parameters, running statistics among them. */
  final float[] parameters;

  /** Their gradient. */
  final float[] gradient;

  /** What the update rules keep. */
  final float[] state;

  /** Threads that work on the network at most. */
  final int threads;

  /** Of the batch that is computed. */
  int iteration;

  Context(int parameters, int state, int threads) {
    this.parameters = new float[parameters];
    this.gradient = new float[parameters];
    this.state = new float[state];
    this.threads = threads;
  }
}
