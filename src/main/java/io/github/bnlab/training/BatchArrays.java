package io.github.bnlab.training;

import io.github.bnlab.dataset.IdxRecordReader;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Input arrays of a network by batch size, made once and filled again and again; there are as many
 * sizes as there are different batches: one, and a smaller last one.
 */
final class BatchArrays {
  private final DataType type;
  private final Map<Integer, INDArray> features = new HashMap<>();
  private final Map<Integer, INDArray> labels = new HashMap<>();

  BatchArrays(MultiLayerNetwork network) {
    this.type = network.getLayerWiseConfigurations().getDataType();
  }

  /** [n, 784]. */
  INDArray features(int n) {
    return features.computeIfAbsent(n, size -> Nd4j.create(type, size, Trainer.INPUTS));
  }

  /** [n, 10]. */
  INDArray labels(int n) {
    return labels.computeIfAbsent(n, size -> Nd4j.create(type, size, IdxRecordReader.CLASSES));
  }
}
