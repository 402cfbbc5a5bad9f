package io.github.bnlab.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** What DL4J's layers and updaters do unasked. */
class LayerDefectsTest {
  private static MultiLayerNetwork normalizing(NeuralNetConfiguration.Builder builder) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .list()
                .layer(
                    new BatchNormalization.Builder()
                        .useLogStd(false)
                        .activation(Activation.RELU)
                        .build())
                .layer(new LossLayer.Builder().activation(Activation.IDENTITY).build())
                .setInputType(InputType.feedForward(2))
                .build());
    network.init();
    return network;
  }

  /** If this fails, Networks may leave activations of layers unset. */
  @Test
  void theDefaultActivationIsASigmoid() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(2).nOut(2).build())
                .layer(new LossLayer.Builder().activation(Activation.IDENTITY).build())
                .build());
    network.init();
    DenseLayer layer = (DenseLayer) network.getLayer(0).conf().getLayer();
    assertThat(layer.getActivationFn()).isInstanceOf(ActivationSigmoid.class);
  }

  /** If this fails, activations may be part of normalization layers. */
  @Test
  void batchNormalizationIgnoresItsActivation() {
    INDArray negative = Nd4j.createFromArray(new double[][] {{-1, -2}, {-3, -4}});
    INDArray y = normalizing(new NeuralNetConfiguration.Builder()).feedForward(negative).get(1);
    assertThat(y.minNumber().doubleValue()).isNegative();
  }

  /** If this fails, examples/README.md need not warn of it. */
  @Test
  void aLearningRateOfOneLayerCannotBeSetAfterFitWithAdam() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(new Adam(0.1))
                .list()
                .layer(new DenseLayer.Builder().nIn(2).nOut(2).build())
                .layer(new BatchNormalization.Builder().nIn(2).nOut(2).build())
                .layer(new LossLayer.Builder().activation(Activation.IDENTITY).build())
                .build());
    network.init();
    INDArray x = Nd4j.createFromArray(new double[][] {{1, 2}, {3, 4}});
    network.fit(x, x);
    assertThatThrownBy(() -> network.setLearningRate(0, 0.01))
        .isInstanceOf(NullPointerException.class);
  }

  /** If this fails, LayerTrace may give the built-in layer a matrix of one example. */
  @Test
  void batchNormalizationCannotTrainOnOneExample() {
    INDArray one = Nd4j.createFromArray(new double[][] {{1, 2}});
    MultiLayerNetwork network = normalizing(new NeuralNetConfiguration.Builder());
    assertThatThrownBy(() -> network.fit(one, one)).hasMessageContaining("subtract");
  }

  /** If this fails, TrialRules may allow clipping with the built-in layer. */
  @ParameterizedTest
  @EnumSource(names = {"ClipElementWiseAbsoluteValue", "ClipL2PerLayer", "ClipL2PerParamType"})
  void clippingReachesRunningStatistics(GradientNormalization kind) {
    MultiLayerNetwork network =
        normalizing(
            new NeuralNetConfiguration.Builder()
                .gradientNormalization(kind)
                .gradientNormalizationThreshold(1e-3));
    INDArray x = Nd4j.createFromArray(new double[][] {{10, 20}, {30, 40}});
    network.fit(x, x);
    // decay .9 asks for .1 * 20 and .1 * 30.
    assertThat(network.getParam("0_mean").maxNumber().doubleValue()).isLessThan(1.1e-3);
  }

  /** If this fails, TorchAdam may be DL4J's Adam. */
  @Test
  void adamAddsEpsilonBeforeTheCorrection() {
    INDArray state = Nd4j.zeros(DataType.DOUBLE, 2);
    GradientUpdater<?> adam = new Adam(1, 0.9, 0.999, 1).instantiate(state, true);
    INDArray update = Nd4j.createFromArray(1.0);
    adam.applyUpdater(update, 0, 0);
    // Kingma and Ba: m / (1 - .9) = 1, v / (1 - .999) = 1, so 1 / (sqrt(1) + 1) = .5.
    double root = Math.sqrt(0.001);
    assertThat(Math.abs(update.getDouble(0) - 0.5)).isGreaterThan(0.4);
    assertThat(Math.abs(update.getDouble(0) - root / (root + 1))).isLessThan(1e-12);
  }

  /** If this fails, TorchAdam need not set the update at a rate of 0. */
  @Test
  void adamMovesAtALearningRateOfZero() {
    GradientUpdater<?> adam = new Adam(0).instantiate(Nd4j.zeros(DataType.DOUBLE, 2), true);
    INDArray update = Nd4j.createFromArray(1.0);
    adam.applyUpdater(update, 0, 0);
    assertThat(update.getDouble(0)).isNotZero();
  }
}
