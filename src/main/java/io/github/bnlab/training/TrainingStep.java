package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig.StepKind;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One optimization step on the parameters of a network: forward, backward, update. The caller fills
 * the arrays that the step gives out for a batch size, then takes the step.
 */
public interface TrainingStep {
  /** How the step is executed. */
  StepKind kind();

  /** Array to fill with a batch of n examples, [n, 784]; the same one for the same n. */
  INDArray features(int n);

  /** Array to fill with their labels, one-hot, [n, 10]; the same one for the same n. */
  INDArray labels(int n);

  /**
   * Takes a step on the n examples in the arrays.
   *
   * @return mean cross-entropy of the batch before the update, in nats, without penalties
   */
  double take(int n);
}
