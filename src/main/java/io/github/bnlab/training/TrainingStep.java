package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.engine.kernels.Batch;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Executes the training steps and forward passes of a network. */
public interface TrainingStep {
  /** How steps are executed. */
  StepKind kind();

  /** The network, with all that steps have changed so far. */
  MultiLayerNetwork network();

  /** Takes over parameters that other code has changed in the network. */
  void reload();

  /**
   * Takes a step: forward, backward, update.
   *
   * @return mean cross-entropy of the batch before the update, in nats, without penalties
   */
  double take(Batch batch);

  /** Probabilities of the classes in inference, on the present parameters, {@code [n, 10]}. */
  double[] probabilities(Batch batch);

  /** The same with batch normalization by the statistics of the batch, as in training. */
  double[] batchProbabilities(Batch batch);

  /**
   * The inputs of some layers in inference.
   *
   * @param layers indices in the network, rising
   * @return for each of them {@code [n, units]} or {@code [n, channels, height, width]}
   */
  List<double[]> inputs(Batch batch, List<Integer> layers);

  /** The same with batch normalization by the statistics of the batch, as in training. */
  List<double[]> batchInputs(Batch batch, List<Integer> layers);

  /**
   * The gradient of the sum of the losses by the images, layers behaving as in training, {@code [n,
   * 784]}.
   */
  double[] inputGradient(Batch batch);
}
