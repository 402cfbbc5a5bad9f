package io.github.bnlab.training;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import io.github.bnlab.rows.Rows.HistogramRow;
import io.github.bnlab.rows.Rows.PercentileRow;
import io.github.bnlab.training.TrainingObserver.TrialStarted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.commons.math3.util.ArithmeticUtils;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Measures the inputs of the activation functions of a network, after the normalization if one
 * stands before them, as in figure 1 of Ioffe and Szegedy (2015). It uses the first images of the
 * test split (else of the training split), in inference mode, and changes nothing.
 */
public final class ActivationProbe {
  private static final int IMAGES = 128;

  /** Of more values at a place, at most so many are taken, evenly spread. */
  private static final int VALUES = 8192;

  private final TrainingStep trainingStep;
  private final List<String> places;
  private final List<Integer> activations;
  private final Batch images;
  private final Map<String, Integer> outputs = new HashMap<>();
  private final Map<String, Integer> units = new HashMap<>();

  /**
   * What is seen at a place: of all its units, then of its typical unit.
   *
   * @param percentiles two rows
   * @param histograms a row for each interval
   */
  public record Seen(List<PercentileRow> percentiles, List<HistogramRow> histograms) {}

  /** A probe for a trial that begins; the first look at a place chooses its typical unit. */
  public ActivationProbe(TrialStarted trial) {
    trainingStep = trial.step();
    places = DeepNetConfig.followed(trial.config().places());
    MultiLayerNetwork network = trial.network();
    activations =
        places.stream().map(place -> network.getLayer(place + "-activation").getIndex()).toList();
    for (String place : places) {
      Layer layer = network.getLayer(place).conf().getLayer();
      outputs.put(place, (int) ((FeedForwardLayer) layer).getNOut());
    }
    ImageSet split = trial.data().test();
    images = Examples.first(split.size() == 0 ? trial.data().training() : split, IMAGES);
  }

  /** At all places, of a deep network at those that are followed, first to last. */
  public List<Seen> all(int epoch, int step) {
    return upTo(places.size(), epoch, step);
  }

  /** At the first place, which costs the least. */
  public Seen first(int epoch, int step) {
    return upTo(1, epoch, step).get(0);
  }

  private List<Seen> upTo(int count, int epoch, int step) {
    List<double[]> inputs =
        trainingStep.inputs(images, activations.subList(0, count), Mode.INFERENCE);
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      seen.add(seen(epoch, step, places.get(i), inputs.get(i)));
    }
    return seen;
  }

  /** Of values [images, units] or [images, channels, height, width]. */
  private Seen seen(int epoch, int step, String place, double[] values) {
    int count = outputs.get(place);
    int positions = values.length / images.size() / count;
    int unit = units.computeIfAbsent(place, p -> typical(values, count, positions));
    int stride = stride(values.length);
    double[] some = new double[(values.length + stride - 1) / stride];
    Arrays.setAll(some, i -> values[i * stride]);
    Distribution all = new Distribution(some);
    Distribution own = ofUnit(values, count, positions, unit);
    String name = Integer.toString(unit);
    List<HistogramRow> histograms = all.histogram(epoch, place, PercentileRow.ALL_UNITS);
    histograms.addAll(own.histogram(epoch, place, name));
    return new Seen(
        List.of(
            all.percentiles(epoch, step, place, PercentileRow.ALL_UNITS),
            own.percentiles(epoch, step, place, name)),
        histograms);
  }

  /** The unit of median spread; of equals the first one. */
  private static int typical(double[] values, int count, int positions) {
    double[] spreads = new double[count];
    Arrays.setAll(spreads, unit -> ofUnit(values, count, positions, unit).spread());
    double[] sorted = spreads.clone();
    Arrays.sort(sorted);
    return ArrayUtils.indexOf(spreads, sorted[count / 2]);
  }

  private static Distribution ofUnit(double[] values, int count, int positions, int unit) {
    int own = values.length / count;
    int stride = stride(own);
    double[] some = new double[(own + stride - 1) / stride];
    for (int k = 0; k < some.length; k++) {
      int i = k * stride;
      some[k] = values[(i / positions * count + unit) * positions + i % positions];
    }
    return new Distribution(some);
  }

  /** Without a common divisor with the number of values, so that no row or column is favoured. */
  private static int stride(int values) {
    int stride = (values + VALUES - 1) / VALUES;
    while (stride > 1 && ArithmeticUtils.gcd(stride, values) > 1) {
      stride++;
    }
    return Math.max(1, stride);
  }
}
