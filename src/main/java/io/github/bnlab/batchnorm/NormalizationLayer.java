package io.github.bnlab.batchnorm;

import static io.github.bnlab.batchnorm.NormalizationGraph.BETA;
import static io.github.bnlab.batchnorm.NormalizationGraph.GAMMA;

import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.RandomStreams;
import io.github.bnlab.config.RandomStreams.Purpose;
import io.github.bnlab.config.Require;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configuration of a DL4J layer made of the graphs of this package; {@link NormalizationRuntime}
 * executes it. Gamma and beta are trained by the network's updater without penalties; DL4J counts
 * both as biases, so that {@code constrainBias} applies to them. The number of features comes from
 * the network's input type or, in transfer learning, which sets no such type, from {@link #setNIn
 * setNIn(InputType.feedForward(N), true)}.
 *
 * <p>Saved networks name these classes: renaming one breaks them.
 */
public abstract class NormalizationLayer extends SameDiffLayer {
  @JsonProperty private long features;
  @JsonProperty InitialGamma initialGamma;

  /**
   * A layer whose number of features is not known yet.
   *
   * @param initialGamma initial value of gamma
   */
  NormalizationLayer(InitialGamma initialGamma) {
    Require.given(initialGamma, "initialGamma");
    this.initialGamma = initialGamma;
  }

  /**
   * The training or inference graph for inputs of a shape, as {@link NormalizationGraph} says.
   *
   * @param inputShape {@code [N, C]} or {@code [N, C, H, W]}
   * @param training whether the graph has gradients and, of batch normalization, takes the
   *     statistics of the batch
   * @param type of all variables
   * @throws ConfigException for a shape that the layer cannot normalize
   */
  public abstract SameDiff graph(long[] inputShape, boolean training, DataType type);

  /**
   * The running values and their steps: from the name of each parameter that follows the batches to
   * the variable of the training graph that has to be subtracted from it; empty for none.
   */
  public abstract Map<String, String> runningSteps();

  /** Groups that the examples of a training batch are normalized in, each by its own statistics. */
  public int groups() {
    return 1;
  }

  /** What this layer does, for messages. */
  abstract String purpose();

  /** The number of columns or channels: C of {@code [N, C]} and {@code [N, C, H, W]}. */
  public long getFeatures() {
    return features;
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    if (features <= 0 || override) {
      features = featuresOf(inputType);
      setLayerParams(null);
    }
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    featuresOf(inputType);
    return inputType;
  }

  /** Counts of numbers: parameters, updater state, and an estimate of the working memory. */
  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    long values = inputType.arrayElementsPerExample();
    return new LayerMemoryReport.Builder(getLayerName(), getClass(), inputType, inputType)
        .standardMemory(
            initializer().numParams(this), 2 * getUpdaterByParam(GAMMA).stateSize(features))
        .workingMemory(0, 2 * values, 2 * features, 3 * values)
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return inputType instanceof InputType.InputTypeConvolutionalFlat flat
        ? new FeedForwardToCnnPreProcessor(flat.getHeight(), flat.getWidth(), flat.getDepth())
        : null;
  }

  private long featuresOf(InputType inputType) {
    if (inputType instanceof InputType.InputTypeFeedForward dense) {
      return dense.getSize();
    }
    if (inputType instanceof InputType.InputTypeConvolutional images
        && images.getFormat() == CNN2DFormat.NCHW) {
      return images.getChannels();
    }
    throw new ConfigException(
        "%s takes [N, C] or [N, C, H, W], but layer %s gets %s; use CNN2DFormat.NCHW for images, and put a DenseLayer in front for sequences"
            .formatted(purpose(), getLayerName(), inputType));
  }

  /** Of features that are not known yet too: DL4J asks for names before it infers sizes. */
  @Override
  public void defineParameters(SDLayerParams params) {
    params.addBiasParam(GAMMA, features);
    params.addBiasParam(BETA, features);
    runningSteps().keySet().forEach(key -> params.addBiasParam(key, features));
  }

  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    params.get(GAMMA).assign(1);
    params.get(BETA).assign(0);
  }

  @Override
  public IUpdater getUpdaterByParam(String paramName) {
    return runningSteps().containsKey(paramName) ? new NoOp() : getUpdater();
  }

  @Override
  public List<Regularization> getRegularizationByParam(String paramName) {
    return null;
  }

  /** The running values follow the batches, whatever the constraints of a network. */
  @Override
  public void setConstraints(List<LayerConstraint> constraints) {
    if (constraints != null) {
      for (LayerConstraint constraint : constraints) {
        Set<String> trained = new HashSet<>(constraint.getParams());
        trained.removeAll(runningSteps().keySet());
        constraint.setParams(trained);
      }
    }
    super.setConstraints(constraints);
  }

  @Override
  public SDVariable defineLayer(
      SameDiff sameDiff,
      SDVariable layerInput,
      Map<String, SDVariable> paramTable,
      SDVariable mask) {
    throw new UnsupportedOperationException("the runtime class builds its own graphs");
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDataType) {
    if (features <= 0) {
      throw new ConfigException(
          "%s: layer %s does not know its number of features; set the network's input type, or call setNIn(InputType.feedForward(N), true) on the layer"
              .formatted(purpose(), getLayerName()));
    }
    NormalizationRuntime runtime = new NormalizationRuntime(conf, networkDataType);
    runtime.setListeners(listeners);
    runtime.setIndex(layerIndex);
    runtime.setParamsViewArray(paramsView);
    runtime.setParamTable(initializer().init(conf, paramsView, initializeParams));
    runtime.setConf(conf);
    if (initializeParams && initialGamma == InitialGamma.UNIFORM) {
      drawGamma(
          runtime.getParam(GAMMA), RandomStreams.of(conf.getSeed(), Purpose.GAMMA, layerIndex));
    }
    return runtime;
  }

  /** Draws gamma from U(0, 1). */
  public static void drawGamma(INDArray gamma, SplittableRandom random) {
    for (long i = 0; i < gamma.length(); i++) {
      gamma.putScalar(i, random.nextDouble());
    }
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof NormalizationLayer that
        && features == that.features
        && initialGamma == that.initialGamma;
  }

  @Override
  public int hashCode() {
    // Not that of SameDiffLayer: it hashes arrays of parameters by identity.
    return Objects.hash(getClass(), getLayerName(), features);
  }
}
