package io.github.bnlab.planning;

import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batches that can be learned, the same ones for everybody who asks in the same order. */
final class Batches {
  private final Random random = new Random(7);

  void fill(INDArray features, INDArray labels) {
    labels.assign(0);
    for (long i = 0; i < features.size(0); i++) {
      int label = random.nextInt((int) labels.size(1));
      labels.putScalar(i, label, 1);
      for (long j = 0; j < features.size(1); j++) {
        boolean inside = j % labels.size(1) == label;
        features.putScalar(i, j, random.nextDouble() * (inside ? 1 : 0.5));
      }
    }
  }
}
