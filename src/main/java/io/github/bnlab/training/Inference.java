package io.github.bnlab.training;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Forward passes of a network in inference mode, on its present parameters. */
public interface Inference {
  /** Array to fill with n examples, [n, 784]; the same one for the same n. */
  INDArray features(int n);

  /** Probabilities of the classes for the n examples in the array, [n, 10]. */
  INDArray probabilities(int n);
}
