package io.github.bnlab.training;

import io.github.bnlab.dataset.BatchData;
import io.github.bnlab.dataset.ImageSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Looks at what enters the activation functions of a network, after the normalization where there
 * is one: as in figure 1 of Ioffe and Szegedy (2015). It looks at the first images of the test
 * split (else of the training split), in inference mode, and changes nothing.
 */
public final class ActivationProbe {
  private static final int IMAGES = 128;

  /** Of feature maps only so many values are sorted, evenly spread. */
  private static final int VALUES = 8192;

  private static final LayerWorkspaceMgr MEMORY = LayerWorkspaceMgr.noWorkspaces();

  private final MultiLayerNetwork network;
  private final List<String> places;
  private final INDArray images;
  private final Map<String, Integer> units = new HashMap<>();

  /** A probe for a trial that begins; this is the moment at which the typical units are chosen. */
  public ActivationProbe(TrialStarted trial) {
    network = trial.network();
    places = trial.config().network().places();
    ImageSet split = trial.data().test();
    split = split.size() == 0 ? trial.data().training() : split;
    images = BatchData.featuresOf(split.first(IMAGES), trial.config().dataType());
  }

  /** At all places, first to last. */
  public List<PreActivations> all() {
    return upTo(places.size());
  }

  /** At the first place, which costs the least. */
  public PreActivations first() {
    return upTo(1).get(0);
  }

  /**
   * One pass, which halts before each activation function: in inference DL4J's activation layer
   * writes over its input, so that a list of all activations shows outputs in place of inputs.
   */
  private List<PreActivations> upTo(int count) {
    List<PreActivations> seen = new ArrayList<>();
    INDArray reached = images;
    int layer = 0;
    for (String place : places.subList(0, count)) {
      int activation = network.getLayer(place + "-activation").getIndex();
      while (layer < activation) {
        reached = activate(layer, reached);
        layer++;
      }
      seen.add(of(place, reached));
    }
    return seen;
  }

  private INDArray activate(int layer, INDArray input) {
    InputPreProcessor reshaping = network.getLayerWiseConfigurations().getInputPreProcess(layer);
    INDArray shaped =
        reshaping == null ? input : reshaping.preProcess(input, (int) images.size(0), MEMORY);
    return network.getLayer(layer).activate(shaped, false, MEMORY);
  }

  /** Of an array [images, units] or [images, channels, height, width]. */
  private PreActivations of(String place, INDArray array) {
    double[] values = array.dup('c').data().asDouble();
    int count = (int) array.size(1);
    int positions = values.length / (int) array.size(0) / count;
    int unit = units.computeIfAbsent(place, p -> typical(values, count, positions));
    int stride = stride(values.length);
    double[] some = new double[(values.length + stride - 1) / stride];
    for (int i = 0; i < some.length; i++) {
      some[i] = values[i * stride];
    }
    Distribution all = new Distribution(some);
    Distribution own = ofUnit(values, count, positions, unit);
    return new PreActivations(place, all.percentiles(), unit, own.percentiles(), all.histogram());
  }

  /** The unit of median spread; of equals the first one. */
  private static int typical(double[] values, int count, int positions) {
    double[] spreads = new double[count];
    for (int unit = 0; unit < count; unit++) {
      spreads[unit] = ofUnit(values, count, positions, unit).spread();
    }
    double[] sorted = spreads.clone();
    Arrays.sort(sorted);
    int typical = 0;
    while (Double.compare(spreads[typical], sorted[count / 2]) != 0) {
      typical++;
    }
    return typical;
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
    while (stride > 1 && gcd(stride, values) > 1) {
      stride++;
    }
    return Math.max(1, stride);
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
