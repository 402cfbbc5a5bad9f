package io.github.bnlab.network;

import io.github.bnlab.batchnorm.BatchNormLayer;
import io.github.bnlab.batchnorm.BatchNormLayers;
import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormConfig.Position;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ClippingConfig;
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
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Adds layers place by place, each with what the trial wants there. */
final class NetworkBuilder {
  private static final int CLASSES = 10;
  private static final int SIDE = 28;

  private final TrialConfig trial;
  private final Activation activation;
  private final NeuralNetConfiguration.ListBuilder layers;

  NetworkBuilder(TrialConfig trial) {
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
    double rate = training.learningRate();
    if (schedule.kind() == ScheduleConfig.Kind.CONSTANT) {
      updater.setLrAndSchedule(rate, null);
    } else {
      updater.setLrAndSchedule(rate, new LearningRateSchedule(rate, schedule));
    }
    return updater;
  }

  /** ND4J's name of a data type. */
  static DataType dataType(FloatType type) {
    return type == FloatType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
  }

  NetworkBuilder convolution(String place, int channels) {
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

  NetworkBuilder dense(String place, int units) {
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

  MultiLayerConfiguration output() {
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
    BatchNormConfig norm = trial.batchNorm();
    boolean before = norm.position() == Position.BEFORE_ACTIVATION;
    if (before) {
      normalize(place, norm);
    }
    add(place + "-activation", new ActivationLayer(activation));
    if (!before) {
      normalize(place, norm);
    }
  }

  private void normalize(String place, BatchNormConfig norm) {
    if (isNormalized(place)) {
      add(
          place + "-norm",
          norm.implementation() == BatchNormImplementation.CUSTOM
              ? new BatchNormLayer(norm.convention(), norm.groups(), norm.groupStatistics())
              : BatchNormLayers.of(norm.implementation(), norm.convention()));
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
