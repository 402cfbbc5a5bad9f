package io.github.bnlab.training;

import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.engine.kernels.Network.Mode;
import io.github.bnlab.network.FlatArrays;
import java.math.BigDecimal;
import java.math.MathContext;
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
        for (int pixel = 0; pixel < pixels; pixel++) {
          feature.add(values[i++]);
        }
      }
    }
  }

  /** Sum and sum of squares of some values, with what rounding takes from them (Neumaier, 1974). */
  private static final class Moments {
    private long count;
    private double sum;
    private double ofSum;
    private double squares;
    private double ofSquares;

    static Moments[] ofFeatures(long features) {
      return IntStream.range(0, (int) features)
          .mapToObj(i -> new Moments())
          .toArray(Moments[]::new);
    }

    void add(double value) {
      count++;
      double next = sum + value;
      ofSum += lost(sum, value, next);
      sum = next;
      double square = value * value;
      double nextSquares = squares + square;
      ofSquares += lost(squares, square, nextSquares) + Math.fma(value, value, -square);
      squares = nextSquares;
    }

    /** {@code a + b - sum} without rounding, where {@code sum} is {@code a + b} rounded. */
    private static double lost(double a, double b, double sum) {
      double ofB = sum - a;
      return a - (sum - ofB) + (b - ofB);
    }

    private boolean isFinite() {
      return Double.isFinite(sum) && Double.isFinite(squares);
    }

    double mean() {
      return isFinite() ? total(sum, ofSum).doubleValue() / count : Double.NaN;
    }

    /** {@code (squares - sum^2 / count) / count}. */
    double variance() {
      if (!isFinite()) {
        return Double.NaN;
      }
      BigDecimal n = BigDecimal.valueOf(count);
      BigDecimal ofMean = total(sum, ofSum).pow(2).divide(n, MathContext.DECIMAL128);
      double centred = total(squares, ofSquares).subtract(ofMean).doubleValue();
      return Math.max(0, centred) / count;
    }

    private static BigDecimal total(double rounded, double lost) {
      return new BigDecimal(rounded).add(new BigDecimal(lost));
    }
  }
}
