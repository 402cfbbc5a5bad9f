package io.github.bnlab.experiment.layer;

import static io.github.bnlab.batchnorm.NormalizationGraph.BETA;
import static io.github.bnlab.batchnorm.NormalizationGraph.GAMMA;
import static io.github.bnlab.batchnorm.NormalizationGraph.MEAN;
import static io.github.bnlab.batchnorm.NormalizationGraph.VARIANCE;

import io.github.bnlab.batchnorm.BatchNormMath;
import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.network.FlatArrays;
import io.github.bnlab.network.Networks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a layer of a network computes from some batches in double precision: training passes, gamma
 * and beta held fixed, then inference.
 *
 * @param input what the layer is fed with
 * @param implementation of the layer
 * @param convention of the layer
 * @param gamma scale, C values
 * @param beta shift, C values
 * @param start running statistics before the first batch, or null for layer normalization
 * @param passes one for each training batch
 * @param inference the output for the batch for inference
 * @param end running statistics after inference, or null for layer normalization
 */
public record LayerTrace(
    LayerInput input,
    BatchNormImplementation implementation,
    BatchNormConvention convention,
    double[] gamma,
    double[] beta,
    Moments start,
    List<Pass> passes,
    Output inference,
    Moments end) {
  private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

  public LayerTrace {
    passes = List.copyOf(passes);
  }

  /** Means and variances, one for each feature, or for each example in layer normalization. */
  public record Moments(double[] mean, double[] variance) {}

  /**
   * An output.
   *
   * @param y in c order
   * @param moments mean and biased variance
   */
  public record Output(double[] y, Moments moments) {}

  /**
   * One batch in training.
   *
   * @param batch its mean and biased variance
   * @param output y
   * @param running statistics after it, or null for layer normalization
   * @param gradients null if the input has none
   */
  public record Pass(Moments batch, Output output, Moments running, Gradients gradients) {}

  /** Gradients of the loss by input, scale and shift. */
  public record Gradients(double[] dx, double[] dgamma, double[] dbeta) {}

  /**
   * Feeds a new layer.
   *
   * @param seed of the initial gamma, where the convention draws it
   * @throws ConfigException if the implementation, the convention and the shape do not go together
   */
  public static LayerTrace of(
      LayerInput input,
      BatchNormImplementation implementation,
      BatchNormConvention convention,
      long seed) {
    long[] shape = input.shape();
    if (shape.length == 4 && convention.equals(BatchNormConventions.NOTEBOOK)) {
      throw new ConfigException(
          "the convention notebook takes matrices only, but the input is %s; use another convention or an input [N, C]"
              .formatted(Arrays.toString(shape)));
    }
    if (shape.length == 2 && shape[0] == 1 && implementation == BatchNormImplementation.BUILT_IN) {
      throw new ConfigException(
          "DL4J's built-in layer cannot train on a matrix of one example in double precision; use the custom layer or larger batches");
    }
    BatchNormConfig norm = new BatchNormConfig(implementation, convention, List.of("layer"));
    Layer layer = layer(Networks.normalization(norm), shape, seed);
    assign(layer.getParam(GAMMA), input.gamma());
    assign(layer.getParam(BETA), input.beta());
    boolean byExample = implementation == BatchNormImplementation.LAYER_NORM;
    int[] axes = {byExample ? 1 : 0, 2, 3};
    final Moments start = running(layer, byExample);

    List<Pass> passes = new ArrayList<>();
    for (int t = 0; t < input.x().size(); t++) {
      passes.add(pass(layer, input, t, byExample, axes));
    }
    layer.setInput(array(input.inference(), shape), NO_WORKSPACES);
    Output inference = output(layer.activate(false, NO_WORKSPACES), axes);
    return new LayerTrace(
        input,
        implementation,
        convention,
        FlatArrays.read(layer.getParam(GAMMA)),
        FlatArrays.read(layer.getParam(BETA)),
        start,
        passes,
        inference,
        running(layer, byExample));
  }

  /** Feeds the layer with a training batch, and updates its running statistics. */
  private static Pass pass(Layer layer, LayerInput input, int t, boolean byExample, int[] axes) {
    INDArray x = array(input.x().get(t), input.shape());
    boolean backward = !input.dy().isEmpty();
    INDArray dy = backward ? array(input.dy().get(t), input.shape()) : Nd4j.zerosLike(x);
    layer.setInput(x, NO_WORKSPACES);
    Output output = output(layer.activate(true, NO_WORKSPACES), axes);
    Pair<Gradient, INDArray> back = layer.backpropGradient(dy, NO_WORKSPACES);
    Gradient gradient = back.getFirst();
    if (!byExample) {
      // The network's updater subtracts the gradient of a running value.
      layer.getParam(MEAN).subi(gradient.getGradientFor(MEAN));
      layer.getParam(VARIANCE).subi(gradient.getGradientFor(VARIANCE));
    }
    Gradients gradients =
        new Gradients(
            FlatArrays.read(back.getSecond()),
            FlatArrays.read(gradient.getGradientFor(GAMMA)),
            FlatArrays.read(gradient.getGradientFor(BETA)));
    return new Pass(
        moments(x, axes), output, running(layer, byExample), backward ? gradients : null);
  }

  /** The same layer with gamma 1 and beta 0. */
  public LayerTrace unscaled() {
    return of(input.unscaled(), implementation, convention, 0);
  }

  /** All outputs in training. */
  public double[] outputs() {
    return passes.stream().flatMapToDouble(pass -> Arrays.stream(pass.output().y())).toArray();
  }

  /** Whether statistics are of each example, not of each feature of the batch. */
  public boolean byExample() {
    return implementation == BatchNormImplementation.LAYER_NORM;
  }

  /** How many values a mean and a variance are taken of. */
  public long values() {
    return input.x().get(0).length / input.shape()[byExample() ? 0 : 1];
  }

  /** The N of the factor N/(N-1) of an unbiased running variance. */
  public long runningCount() {
    return convention.count() == Count.BATCH ? input.shape()[0] : values();
  }

  /** Of a pass, the variance that normalizes. */
  public double variance(Pass pass, int feature) {
    boolean unbiased = !byExample() && convention.normalizeBy() == VarianceKind.UNBIASED;
    return pass.batch().variance()[feature] * (unbiased ? unbiased(values()) : 1);
  }

  /** The factor {@code n / (n - 1)}. */
  public static double unbiased(long n) {
    return (double) n / (n - 1);
  }

  private static Layer layer(
      org.deeplearning4j.nn.conf.layers.Layer configuration, long[] shape, long seed) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(DataType.DOUBLE)
                .list()
                .layer(configuration)
                .setInputType(
                    shape.length == 4
                        ? InputType.convolutional(shape[2], shape[3], shape[1])
                        : InputType.feedForward(shape[1]))
                .build());
    network.init();
    network.initGradientsView();
    return network.getLayer(0);
  }

  private static void assign(INDArray parameter, double[] given) {
    if (given != null) {
      parameter.assign(array(given, parameter.shape()));
    }
  }

  private static Moments running(Layer layer, boolean byExample) {
    return byExample
        ? null
        : new Moments(
            FlatArrays.read(layer.getParam(MEAN)), FlatArrays.read(layer.getParam(VARIANCE)));
  }

  private static Output output(INDArray y, int[] axes) {
    return new Output(FlatArrays.read(y), moments(y, axes));
  }

  private static Moments moments(INDArray array, int[] axes) {
    long pixels = array.length() / (array.size(0) * array.size(1));
    INDArray images = array.reshape(array.size(0), array.size(1), pixels, 1);
    SDVariable x = SameDiff.create().constant(images);
    SDVariable mean = BatchNormMath.mean(x, axes);
    SDVariable variance = BatchNormMath.biasedVariance(x.sub(mean), axes);
    return new Moments(FlatArrays.read(mean.eval()), FlatArrays.read(variance.eval()));
  }

  private static INDArray array(double[] values, long... shape) {
    return Nd4j.createFromArray(values).reshape(shape);
  }
}
