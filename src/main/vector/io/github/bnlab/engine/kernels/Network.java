package io.github.bnlab.engine.kernels;

import java.util.List;

/**
 * A network that computes: forward and backward passes and updates of its own copy of the
 * parameters. Not for use by several threads at once.
 */
public interface Network {
  /**
   * What a network is made of.
   *
   * @param parameters how many there are, running statistics among them
   * @param state how many numbers the update rules keep
   * @param inputs values of an example
   * @param layers the parts of each layer
   */
  record Description(
      int parameters, int state, int inputs, List<List<LayerKind>> layers, Updates updates) {}

  /** What layers do in a forward pass. */
  enum Mode {
    /** Normalization takes the running statistics. */
    INFERENCE,
    /** Normalization takes the statistics of the batch; nothing is dropped. */
    BATCH_STATISTICS,
    /** Normalization takes the statistics of the batch, and dropout drops. */
    TRAINING
  }

  /** Takes parameters and the state of the update rules over. */
  void load(double[] parameters, double[] state);

  /** A copy of the parameters. */
  double[] parameters();

  /** A copy of the state of the update rules. */
  double[] state();

  /** The gradient of the batch that was computed last; after a step, clipped and with penalties. */
  double[] gradient();

  /**
   * Trains on a batch: forward, backward, update.
   *
   * @return the mean loss before the update
   */
  double step(Batch batch, int iteration, int epoch);

  /**
   * Computes the gradient of a batch by all parameters, without an update.
   *
   * @return the mean loss
   */
  double computeGradient(Batch batch, int iteration);

  /** The gradient of the mean loss by the input, {@code [examples, inputs]}, as in training. */
  double[] inputGradient(Batch batch, int iteration);

  /**
   * The inputs of some layers, each {@code [examples, ...]} in C order.
   *
   * @param layers indices in the network, rising; the index after the last one stands for the
   *     probabilities of the classes
   */
  List<double[]> inputs(Batch batch, List<Integer> layers, Mode mode, int iteration);
}
