package io.github.bnlab.network;

import io.github.bnlab.batchnorm.BatchNormLayer;
import io.github.bnlab.batchnorm.LayerNormLayer;
import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormConfig.Position;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ClippingConfig;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.FloatType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The architectures as pure functions from a configuration to a DL4J network configuration: layers
 * are added place by place, each with what the trial wants there.
 *
 * <p>An input is a flattened image, {@code [N, 784]}; the output is {@code [N, 10]} probabilities.
 * The loss is the mean cross-entropy in nats. Layers are named by their place: {@code conv1}, then
 * {@code conv1-norm}, {@code conv1-activation}, {@code conv1-pool}, {@code conv1-dropout}, as far
 * as they are there, and {@code output} at the end. Normalization stands between a layer and its
 * activation, or after the activation where {@code batchNorm.position} says so; convolutions and
 * dense layers have biases in front of a normalization, as the sources have them, unless {@code
 * batchNorm.biasBefore} is false.
 */
public final class Networks {
  private static final int CLASSES = 10;
  private static final int SIDE = 28;

  private final TrialConfig trial;
  private final Activation activation;
  private final NeuralNetConfiguration.ListBuilder layers;

  /**
   * A trial's network with its initial weights.
   *
   * @throws ConfigException if it cannot be built as configured
   */
  public static MultiLayerNetwork build(TrialConfig trial) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration(trial));
    network.init();
    InitialWeights.apply(network, trial);
    return network;
  }

  /**
   * The configuration of a trial's network. Weights start as {@link InitialWeights} says.
   *
   * @throws ConfigException for unsupported combinations
   */
  public static MultiLayerConfiguration configuration(TrialConfig trial) {
    Networks layers = new Networks(trial);
    return switch (trial.network()) {
      case SIMPLE_NET -> layers.simpleNet();
      case LE_NET -> layers.leNet();
      case DEEP_NET -> layers.deepNet();
    };
  }

  /**
   * A normalization layer. Its activation is the identity. DL4J's own layer, which keeps variances
   * as they are here, not as logarithms of deviations, cannot draw gamma: {@link InitialWeights}
   * assigns it.
   *
   * @throws ConfigException for the implementation {@code none}, which has no layer
   */
  public static Layer normalization(BatchNormConfig norm) {
    BatchNormConvention convention = norm.convention();
    return switch (norm.implementation()) {
      case CUSTOM -> new BatchNormLayer(convention, norm.groups(), norm.groupStatistics());
      case BUILT_IN ->
          new BatchNormalization.Builder()
              .eps(convention.epsilon())
              .decay(convention.decay())
              .useLogStd(false)
              .build();
      case LAYER_NORM -> new LayerNormLayer(convention.epsilon(), convention.initialGamma());
      case NONE -> throw new ConfigException("batchNorm.implementation none has no layer");
    };
  }

  private Networks(TrialConfig trial) {
    this.trial = trial;
    activation = isSigmoid(trial) ? Activation.SIGMOID : Activation.RELU;
    TrainingConfig training = trial.training();
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder()
            .seed(training.seed())
            .dataType(dataType(trial.dataType()))
            .updater(updater(training));
    if (training.l2() > 0) {
      builder.l2(training.l2()); // weights only; gradient + l2 * weight, PyTorch's weight_decay
    }
    clip(builder, training.clipping());
    layers = builder.list();
  }

  /** 784 - dense 64 - ReLU - dense 128 - ReLU - dense 10. */
  private MultiLayerConfiguration simpleNet() {
    return dense("dense1", 64).dense("dense2", 128).output();
  }

  /** 784 - as many dense layers as it is deep, each with its activation - dense 10. */
  private MultiLayerConfiguration deepNet() {
    trial.places().forEach(place -> dense(place, trial.deepNet().width()));
    return output();
  }

  /**
   * Convolution 5x5 to 6 channels - sigmoid - average pool 2x2 - convolution 5x5 to 16 channels -
   * sigmoid - average pool 2x2 - dense 120 - sigmoid - dense 84 - sigmoid - dense 10; no padding.
   *
   * <p>Unlike the network of LeCun et al. (1998), as the textbooks have it: sigmoid for scaled
   * tanh, plain average pooling, full connection of the second convolution, softmax at the end; and
   * unlike <i>Dive into Deep Learning</i>, no padding in the first convolution.
   */
  private MultiLayerConfiguration leNet() {
    return convolution("conv1", 6)
        .convolution("conv2", 16)
        .dense("dense1", 120)
        .dense("dense2", 84)
        .output();
  }

  private static boolean isSigmoid(TrialConfig trial) {
    return trial.deepNet() == null
        ? trial.network() == NetworkKind.LE_NET
        : trial.deepNet().activation() == DeepNetConfig.Activation.SIGMOID;
  }

  /** The update rule of a training, with PyTorch's meaning. */
  static IUpdater updater(TrainingConfig training) {
    IUpdater updater;
    if (training.optimizer() == Optimizer.ADAM) {
      updater = new TorchAdam();
    } else if (training.momentum() > 0) {
      updater = new MomentumSgd(training.momentum());
    } else {
      updater = new Sgd();
    }
    ScheduleConfig schedule = training.schedule();
    boolean constant = schedule.kind() == ScheduleConfig.Kind.CONSTANT;
    double rate = training.learningRate();
    updater.setLrAndSchedule(rate, constant ? null : new LearningRateSchedule(rate, schedule));
    return updater;
  }

  /** ND4J's name of a data type. */
  static DataType dataType(FloatType type) {
    return type == FloatType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
  }

  private Networks convolution(String place, int channels) {
    add(
        place,
        new ConvolutionLayer.Builder(5, 5)
            .nOut(channels)
            .hasBias(hasBias(place))
            .activation(Activation.IDENTITY)
            .build());
    normalizeAndActivate(place);
    add(
        place + "-pool",
        new SubsamplingLayer.Builder(PoolingType.AVG).kernelSize(2, 2).stride(2, 2).build());
    drop(place);
    return this;
  }

  private Networks dense(String place, int units) {
    add(
        place,
        new DenseLayer.Builder()
            .nOut(units)
            .hasBias(hasBias(place))
            .activation(Activation.IDENTITY)
            .build());
    normalizeAndActivate(place);
    drop(place);
    return this;
  }

  private MultiLayerConfiguration output() {
    add(
        "output",
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(CLASSES)
            .activation(Activation.SOFTMAX)
            .build());
    return layers.setInputType(InputType.convolutionalFlat(SIDE, SIDE, 1)).build();
  }

  private boolean hasBias(String place) {
    return trial.batchNorm().biasBefore() || !isNormalized(place);
  }

  private boolean isNormalized(String place) {
    BatchNormConfig norm = trial.batchNorm();
    return norm.implementation() != BatchNormImplementation.NONE && norm.where().contains(place);
  }

  private void normalizeAndActivate(String place) {
    Position position = trial.batchNorm().position();
    normalize(place, position == Position.BEFORE_ACTIVATION);
    add(place + "-activation", new ActivationLayer(activation));
    normalize(place, position == Position.AFTER_ACTIVATION);
  }

  private void normalize(String place, boolean here) {
    if (here && isNormalized(place)) {
      add(place + "-norm", normalization(trial.batchNorm()));
    }
  }

  private void drop(String place) {
    double rate = trial.dropout().rate();
    if (rate > 0 && trial.dropout().after().contains(place)) {
      int index = trial.places().indexOf(place);
      SeededDropout dropout = new SeededDropout(trial.training().seed(), index, rate);
      add(place + "-dropout", new DropoutLayer.Builder(dropout).build());
    }
  }

  private void add(String name, Layer layer) {
    layer.setLayerName(name);
    layers.layer(layer);
  }

  private static void clip(NeuralNetConfiguration.Builder builder, ClippingConfig clipping) {
    if (clipping.kind() == ClippingConfig.Kind.NONE) {
      return;
    }
    builder.gradientNormalization(
        clipping.kind() == ClippingConfig.Kind.VALUE
            ? GradientNormalization.ClipElementWiseAbsoluteValue
            : GradientNormalization.ClipL2PerLayer);
    builder.gradientNormalizationThreshold(clipping.threshold());
  }
}
