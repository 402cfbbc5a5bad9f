package io.github.bnlab.training;

import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.engine.kernels.Network.Mode;
import io.github.bnlab.network.FlatArrays;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Evaluates a network with the statistics of a whole split in place of the running ones (Ioffe and
 * Szegedy, 2015, algorithm 2): the split passes once, in its order and in batches, through the
 * network as it is, normalized by the statistics of each batch; a layer's population mean and
 * biased variance are those of all values of a feature that it meets.
 *
 * @param images the split, not empty
 * @param batchSize examples of a batch, as in training
 */
record PopulationStatistics(TrainingStep step, ImageSet images, int batchSize) {
  /** What an evaluation yields with these statistics; the network is then as it was before. */
  <T> T with(Supplier<T> evaluation) {
    MultiLayerNetwork network = step.network();
    double[] before = FlatArrays.read(network.params());
    try {
      assign(network);
      step.reload();
      return evaluation.get();
    } finally {
      FlatArrays.write(before, network.params());
      step.reload();
    }
  }

  private void assign(MultiLayerNetwork network) {
    List<Layer> layers =
        Arrays.stream(network.getLayers()).filter(l -> l.paramTable().containsKey("mean")).toList();
    List<Integer> indices = layers.stream().map(Layer::getIndex).toList();
    List<Moments[]> moments =
        layers.stream().map(layer -> Moments.ofFeatures(layer.getParam("mean").length())).toList();
    for (int from = 0; from < images.size(); from += batchSize) {
      int size = Math.min(batchSize, images.size() - from);
      List<double[]> inputs =
          step.inputs(Examples.inOrder(images, from, size), indices, Mode.BATCH_STATISTICS);
      for (int i = 0; i < layers.size(); i++) {
        add(inputs.get(i), size, moments.get(i));
      }
    }
    for (int i = 0; i < layers.size(); i++) {
      INDArray mean = layers.get(i).getParam("mean");
      INDArray variance = layers.get(i).getParam("var");
      for (int feature = 0; feature < mean.length(); feature++) {
        mean.putScalar(feature, moments.get(i)[feature].mean());
        variance.putScalar(feature, moments.get(i)[feature].variance());
      }
    }
  }

  /** Adds values {@code [examples, features]} or {@code [examples, features, height, width]}. */
  private static void add(double[] values, int examples, Moments[] features) {
    int pixels = values.length / examples / features.length;
    int i = 0;
    while (i < values.length) {
      for (Moments feature : features) {
        feature.add(values, i, i + pixels);
        i += pixels;
      }
    }
  }

  /** Sums over the values of a feature, relative to the first one: those of a constant are 0. */
  private static final class Moments {
    private long count;
    private double first;
    private double sum;
    private double squares;

    static Moments[] ofFeatures(long features) {
      return IntStream.range(0, (int) features)
          .mapToObj(i -> new Moments())
          .toArray(Moments[]::new);
    }

    /** Adds a run of values in four sums each, since an addition waits for the one before it. */
    void add(double[] values, int from, int to) {
      first = count == 0 ? values[from] : first;
      count += to - from;
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      double q0 = 0;
      double q1 = 0;
      double q2 = 0;
      double q3 = 0;
      int i = from;
      for (; i + 3 < to; i += 4) {
        double d0 = values[i] - first;
        double d1 = values[i + 1] - first;
        double d2 = values[i + 2] - first;
        double d3 = values[i + 3] - first;
        s0 += d0;
        s1 += d1;
        s2 += d2;
        s3 += d3;
        q0 += d0 * d0;
        q1 += d1 * d1;
        q2 += d2 * d2;
        q3 += d3 * d3;
      }
      for (; i < to; i++) {
        double d = values[i] - first;
        s0 += d;
        q0 += d * d;
      }
      sum += (s0 + s1) + (s2 + s3);
      squares += (q0 + q1) + (q2 + q3);
    }

    double mean() {
      return first + sum / count;
    }

    double variance() {
      double mean = sum / count;
      return Math.max(0, squares / count - mean * mean);
    }
  }
}
