package io.github.bnlab.network;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.ClippingConfig;
import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.config.DropoutConfig;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import io.github.bnlab.config.TrialConfig;
import java.util.List;

/** Trials for tests: a short way to vary one setting. */
public final class Trials {
  private static final ScheduleConfig CONSTANT =
      new ScheduleConfig(ScheduleConfig.Kind.CONSTANT, 1, 1);
  private static final ClippingConfig UNCLIPPED = new ClippingConfig(ClippingConfig.Kind.NONE, 1);
  static final DropoutConfig NO_DROPOUT = new DropoutConfig(0, List.of());

  private Trials() {}

  /** Plain SGD in double on a network whose every place is normalized by an implementation. */
  public static TrialConfig of(
      NetworkKind network,
      BatchNormImplementation implementation,
      BatchNormConvention convention,
      String initialWeights,
      double learningRate) {
    return of(
        network,
        new BatchNormConfig(implementation, convention, network.places(shape(network))),
        initialWeights,
        NO_DROPOUT,
        training(learningRate, CONSTANT, Optimizer.SGD, 0, 0, UNCLIPPED));
  }

  /** Of a DeepNet, null of other networks. */
  static DeepNetConfig shape(NetworkKind network) {
    return network == NetworkKind.DEEP_NET
        ? new DeepNetConfig(3, 24, DeepNetConfig.Activation.SIGMOID)
        : null;
  }

  static TrialConfig of(
      NetworkKind network,
      BatchNormConfig norm,
      String initialWeights,
      DropoutConfig dropout,
      TrainingConfig training) {
    return Changed.with(
        io.github.bnlab.training.Trials.trial(
            training, norm.implementation(), io.github.bnlab.training.Trials.D2L),
        "network",
        network,
        "deepNet",
        shape(network),
        "initialWeights",
        initialWeights,
        "batchNorm",
        norm,
        "dropout",
        dropout);
  }

  /** A rule by which parameters are updated. */
  public static TrainingConfig training(
      double learningRate,
      ScheduleConfig schedule,
      Optimizer optimizer,
      double momentum,
      double l2,
      ClippingConfig clipping) {
    return Changed.with(
        io.github.bnlab.training.Trials.training(null, 20, learningRate),
        "batchSize",
        48, // of groups of any size in the tests
        "schedule",
        schedule,
        "optimizer",
        optimizer,
        "momentum",
        momentum,
        "l2",
        l2,
        "clipping",
        clipping);
  }

  static TrainingConfig sgd(double momentum, double l2, ClippingConfig clipping) {
    return training(0.1, CONSTANT, Optimizer.SGD, momentum, l2, clipping);
  }

  static TrainingConfig adam() {
    return training(0.1, CONSTANT, Optimizer.ADAM, 0, 0, UNCLIPPED);
  }

  static ClippingConfig unclipped() {
    return UNCLIPPED;
  }
}
