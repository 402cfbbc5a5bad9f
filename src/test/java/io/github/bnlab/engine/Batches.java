package io.github.bnlab.engine;

import io.github.bnlab.engine.kernels.Batch;
import java.util.Random;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batches that can be learned, the same for every caller that asks in the same order. */
final class Batches {
  private final Random random = new Random(7);
  private final int length;
  private final int classes;

  Batches(int length, int classes) {
    this.length = length;
    this.classes = classes;
  }

  Batch next(int n) {
    double[] images = new double[n * length];
    byte[] labels = new byte[n];
    for (int i = 0; i < n; i++) {
      labels[i] = (byte) random.nextInt(classes);
      for (int j = 0; j < length; j++) {
        // Values that a float holds too.
        float value = (float) random.nextDouble();
        images[i * length + j] = value * (j % classes == labels[i] ? 1 : 0.5);
      }
    }
    int[] order = IntStream.range(0, n).toArray();
    return new Batch(null, images, labels, length, order, 0, n);
  }

  /** The examples of a batch, {@code [n, length]}. */
  static INDArray features(Batch batch, DataType type) {
    return Nd4j.createFromArray(batch.values()).reshape(batch.size(), batch.length()).castTo(type);
  }

  /** The labels of a batch, one-hot, {@code [n, classes]}. */
  static INDArray labels(Batch batch, int classes, DataType type) {
    INDArray labels = Nd4j.zeros(type, batch.size(), classes);
    for (int i = 0; i < batch.size(); i++) {
      labels.putScalar(i, batch.label(i), 1);
    }
    return labels;
  }
}
