package io.github.bnlab.network;

import io.github.bnlab.batchnorm.NormalizationLayer;
import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.RandomStreams;
import io.github.bnlab.config.RandomStreams.Purpose;
import io.github.bnlab.config.TrialConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The parameters a network starts from, as a pure function of the seed and the position among the
 * layers with weights: a network starts from the same weights with and without normalization.
 *
 * <pre>
 * pytorch         weight, bias ~ U(-b, b),  b = 1 / sqrt(fanIn)
 * xavier-uniform  weight ~ U(-b, b),        b = sqrt(6 / (fanIn + fanOut));  bias as pytorch
 * he-uniform      weight ~ U(-b, b),        b = sqrt(6 / fanIn);  bias as pytorch
 * </pre>
 *
 * PyTorch's default is He's uniform distribution with a = sqrt(5), which comes to that. A fan is
 * the number of units or channels, times the area of the kernel. Gamma is drawn from U(0, 1) where
 * the convention says so; else it stays at 1, as beta and running mean at 0 and running variance at
 * 1, from which layers start.
 */
final class InitialWeights {
  private InitialWeights() {}

  /**
   * Sets the parameters of a network that was initialized just before.
   *
   * @throws ConfigException where a file cannot be used
   */
  static void apply(MultiLayerNetwork network, TrialConfig trial) {
    String kind = trial.initialWeights();
    if (trial.readsWeights()) {
      Path file = Path.of(kind);
      ParameterFiles.assign(network, NpzFile.read(file), file);
      return;
    }
    long seed = trial.training().seed();
    int weightLayers = 0;
    int normLayers = 0;
    for (Layer layer : network.getLayers()) {
      if (layer.paramTable().containsKey("W")) {
        SplittableRandom random = RandomStreams.of(seed, Purpose.WEIGHTS, weightLayers++);
        draw(layer, random, kind);
      } else if (layer.paramTable().containsKey("gamma")) {
        SplittableRandom random = RandomStreams.of(seed, Purpose.GAMMA, normLayers++);
        if (trial.batchNorm().convention().initialGamma() == InitialGamma.UNIFORM) {
          NormalizationLayer.drawGamma(layer.getParam("gamma"), random);
        }
      }
    }
  }

  private static void draw(Layer layer, SplittableRandom random, String kind) {
    FeedForwardLayer configuration = (FeedForwardLayer) layer.conf().getLayer();
    long area = 1;
    if (configuration instanceof ConvolutionLayer convolution) {
      area = (long) convolution.getKernelSize()[0] * convolution.getKernelSize()[1];
    }
    double fanIn = area * configuration.getNIn();
    double fanOut = area * configuration.getNOut();
    double biasBound = 1 / Math.sqrt(fanIn);
    double weightBound =
        switch (kind) {
          case TrialConfig.XAVIER_UNIFORM -> Math.sqrt(6 / (fanIn + fanOut));
          case TrialConfig.HE_UNIFORM -> Math.sqrt(6 / fanIn);
          default -> biasBound;
        };
    ParameterFiles.set(layer, "W", uniform(random, weightBound, layer, "W"));
    if (layer.paramTable().containsKey("b")) {
      ParameterFiles.set(layer, "b", uniform(random, biasBound, layer, "b"));
    }
  }

  /** Drawn in PyTorch's order of the elements, in double whatever the network's type. */
  private static NpyArray uniform(SplittableRandom random, double bound, Layer layer, String name) {
    long[] shape = ParameterFiles.shape(layer, name);
    double[] values = new double[Math.toIntExact(NpyArray.length(shape))];
    Arrays.setAll(values, i -> bound * (2 * random.nextDouble() - 1));
    return new NpyArray(shape, values);
  }
}
