package io.github.bnlab.engine.kernels.float32;

/** What steps change: all parameters, their gradient and the state of the update rules. */
final class Parameters {
  final float[] values;
  final float[] gradient;
  final float[] state;

  Parameters(int count, int stateSize) {
    values = new float[count];
    gradient = new float[count];
    state = new float[stateSize];
  }
}
