package io.github.bnlab.planning;

import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batches that can be learned, the same ones for everybody who asks in the same order. */
final class Batches {
  private final Random random = new Random(7);

  void fill(INDArray features, INDArray labels) {
    int classes = (int) labels.size(1);
    double[][] images = new double[(int) features.size(0)][(int) features.size(1)];
    labels.assign(0);
    for (int i = 0; i < images.length; i++) {
      int label = random.nextInt(classes);
      labels.putScalar(i, label, 1);
      for (int j = 0; j < images[i].length; j++) {
        images[i][j] = random.nextDouble() * (j % classes == label ? 1 : 0.5);
      }
    }
    features.assign(Nd4j.createFromArray(images));
  }
}
