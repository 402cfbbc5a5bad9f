package io.github.bnlab.engine;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormConfig.Position;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.Removes;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.ClippingConfig;
import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.config.DropoutConfig;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.network.Networks;
import io.github.bnlab.training.Trials;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Networks of the program itself, one setting after the other away from plain SGD. */
final class TrialBuilder {
  private final NetworkKind kind;
  private DeepNetConfig deepNet;
  private FloatType type = FloatType.DOUBLE;
  private BatchNormConfig norm;
  private DropoutConfig dropout = new DropoutConfig(0, List.of());
  private ScheduleConfig schedule = new ScheduleConfig(ScheduleConfig.Kind.CONSTANT, 1, 1);
  private Optimizer optimizer = Optimizer.SGD;
  private double learningRate = 0.1;
  private double momentum;
  private double l2;
  private ClippingConfig clipping = new ClippingConfig(ClippingConfig.Kind.NONE, 1);

  TrialBuilder(NetworkKind kind) {
    this.kind = kind;
    deepNet =
        kind == NetworkKind.DEEP_NET
            ? new DeepNetConfig(6, 24, DeepNetConfig.Activation.RELU)
            : null;
    norm(BatchNormImplementation.NONE, "d2l", List.of());
  }

  /** A DeepNet without normalization. */
  TrialBuilder(int depth, int width, DeepNetConfig.Activation activation) {
    this(NetworkKind.DEEP_NET);
    deepNet = new DeepNetConfig(depth, width, activation);
  }

  TrialBuilder type(FloatType newType) {
    type = newType;
    return this;
  }

  TrialBuilder norm(BatchNormImplementation implementation, String convention) {
    return norm(implementation, convention, kind.places(deepNet));
  }

  TrialBuilder norm(BatchNormImplementation implementation, String convention, List<String> where) {
    BatchNormConvention chosen = BatchNormConventions.find(convention).orElseThrow();
    norm = new BatchNormConfig(implementation, chosen, where);
    return this;
  }

  TrialBuilder afterActivation() {
    norm = Changed.with(norm, "position", Position.AFTER_ACTIVATION);
    return this;
  }

  /** Normalizes in groups. */
  TrialBuilder groups(int count, GroupStatistics statistics) {
    norm = Changed.with(norm, "groups", count, "groupStatistics", statistics);
    return this;
  }

  /** Leaves parts out: the mean or the variance, training of gamma and beta, biases. */
  TrialBuilder parts(Removes removes, boolean affine, boolean biasBefore) {
    BatchNormConvention convention =
        Changed.with(norm.convention(), "removes", removes, "affine", affine);
    norm = Changed.with(norm, "convention", convention, "biasBefore", biasBefore);
    return this;
  }

  TrialBuilder dropout(double rate, String... after) {
    dropout = new DropoutConfig(rate, List.of(after));
    return this;
  }

  TrialBuilder schedule(ScheduleConfig.Kind shape, double factor, int every) {
    schedule = new ScheduleConfig(shape, factor, every);
    return this;
  }

  TrialBuilder optimizer(Optimizer rule, double itsMomentum) {
    optimizer = rule;
    momentum = itsMomentum;
    return learningRate(rule == Optimizer.ADAM ? 0.001 : 0.1);
  }

  TrialBuilder learningRate(double rate) {
    learningRate = rate;
    return this;
  }

  TrialBuilder l2(double factor) {
    l2 = factor;
    return this;
  }

  TrialBuilder clipping(ClippingConfig.Kind what, double threshold) {
    clipping = new ClippingConfig(what, threshold);
    return this;
  }

  MultiLayerNetwork network() {
    TrialConfig trial = trial();
    return Networks.build(trial);
  }

  private TrialConfig trial() {
    return Changed.with(
        Trials.trial(
            io.github.bnlab.network.Trials.training(
                learningRate, schedule, optimizer, momentum, l2, clipping),
            norm.implementation(),
            Trials.D2L),
        "network",
        kind,
        "deepNet",
        deepNet,
        "dataType",
        type,
        "batchNorm",
        norm,
        "dropout",
        dropout);
  }
}
