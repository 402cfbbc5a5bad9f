package io.github.bnlab.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import io.github.bnlab.config.TrialConfig.FloatType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Planned steps against {@code fit}, beyond what a configuration can say. */
class TrainingPlanTest {
  @Test
  void otherShapesAndLayers() throws Exception {
    Twins twins = new Twins(Nets.mixture(DataType.DOUBLE));
    twins.train(30, 5, 3);
    twins.requireEqual(1e-9);
  }

  @Test
  void dl4jsOwnUpdaters() throws Exception {
    for (Consumer<NeuralNetConfiguration.Builder> settings : Settings.ALL) {
      Twins twins = new Twins(Nets.simpleNet(DataType.DOUBLE, Nets.BUILT_IN, settings));
      twins.train(20, 8, 5);
      twins.requireEqual(1e-9);
    }
  }

  @ParameterizedTest
  @CsvSource({"SIMPLE_NET", "LE_NET"})
  void sameBitsInEveryRun(NetworkKind kind) throws Exception {
    TrialBuilder trial =
        new TrialBuilder(kind)
            .type(FloatType.FLOAT)
            .norm(BatchNormImplementation.CUSTOM, "torch")
            .dropout(0.3, "dense1");
    INDArray first = trained(trial.network());
    INDArray second = trained(trial.network());
    assertThat(second.data().asFloat()).isEqualTo(first.data().asFloat());
  }

  private static INDArray trained(MultiLayerNetwork network) throws Exception {
    TrainingPlan plan = TrainingPlan.compile(network);
    Batches batches = new Batches();
    for (int step = 0; step < 20; step++) {
      int n = step % 5 == 4 ? 17 : 32;
      batches.fill(plan.features(n), plan.labels(n));
      plan.step(n);
    }
    return network.params();
  }

  @Test
  void stateGoesOnInDl4jAfterSaving() throws Exception {
    MultiLayerNetwork network =
        new TrialBuilder(NetworkKind.SIMPLE_NET)
            .norm(BatchNormImplementation.CUSTOM, "d2l")
            .optimizer(Optimizer.ADAM, 0)
            .network();
    Twins twins = new Twins(network);
    twins.train(10, 8, 8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, bytes, true);
    MultiLayerNetwork restored =
        ModelSerializer.restoreMultiLayerNetwork(
            new ByteArrayInputStream(bytes.toByteArray()), true);
    INDArray features = twins.plan.features(8).dup();
    INDArray labels = twins.plan.labels(8).dup();
    twins.plan.step(8);
    restored.fit(features, labels);
    assertThat(restored.params().sub(network.params()).amaxNumber().doubleValue())
        .isLessThan(1e-9); // Adam divides by small roots
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> TrainingPlan.compile(Nets.with(new LocalResponseNormalization())))
        .isInstanceOf(CannotPlanException.class)
        .hasMessageContaining("LocalResponseNormalization");
    assertThatThrownBy(() -> TrainingPlan.compile(Nets.with(new DropoutLayer(0.5))))
        .isInstanceOf(CannotPlanException.class)
        .hasMessageContaining("dropout");
    DenseLayer softplus = new DenseLayer.Builder().nOut(4).activation(Activation.SOFTPLUS).build();
    assertThatThrownBy(() -> TrainingPlan.compile(Nets.with(softplus)))
        .isInstanceOf(CannotPlanException.class)
        .hasMessageContaining("softplus");
  }

  /** What comes out as NaN must be seen as NaN. */
  @Test
  void tellsDivergence() throws Exception {
    MultiLayerNetwork network = new TrialBuilder(NetworkKind.SIMPLE_NET).network();
    TrainingPlan plan = TrainingPlan.compile(network);
    network.params().assign(Double.NaN);
    new Batches().fill(plan.features(4), plan.labels(4));
    assertThat(plan.step(4)).isNaN();
  }
}
