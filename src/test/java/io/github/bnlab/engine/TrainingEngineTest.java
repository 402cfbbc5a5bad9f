package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.batchnorm.BatchNormLayer;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import io.github.bnlab.network.SeededDropout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Steps of the engine against {@code fit}, beyond what a configuration can say. */
class TrainingEngineTest {
  @Test
  void otherShapesAndLayers() throws Exception {
    Twins twins = new Twins(Nets.mixture(DataType.DOUBLE), 9 * 11 * 3);
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

  /** DL4J drops in front of layers with weights and in dropout layers, whatever others ask for. */
  @Test
  void dropoutOfEveryLayer() throws Exception {
    Consumer<NeuralNetConfiguration.Builder> dropout =
        builder -> builder.dropOut(new SeededDropout(3, 0, 0.3));
    Twins builtIn = new Twins(Nets.simpleNet(DataType.DOUBLE, Nets.BUILT_IN, dropout));
    builtIn.train(6, 12, 7);
    builtIn.requireEqual(1e-9);
    Supplier<Layer> custom = () -> new BatchNormLayer(BatchNormConventions.TORCH);
    Twins own = new Twins(Nets.simpleNet(DataType.DOUBLE, custom, dropout));
    own.train(6, 12, 7);
    own.requireEqual(1e-9);
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
    TrainingEngine engine = TrainingEngine.compile(network, 1);
    Batches batches = new Batches(784, Twins.CLASSES);
    for (int step = 0; step < 20; step++) {
      engine.step(batches.next(step % 5 == 4 ? 17 : 32));
    }
    engine.store();
    return network.params();
  }

  /** Every pixel, and lengths that no vector holds. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT, 1",
    "FLOAT, 35",
    "FLOAT, 78",
    "FLOAT, 256",
    "DOUBLE, 1",
    "DOUBLE, 35",
    "DOUBLE, 78",
    "DOUBLE, 256"
  })
  void bytesCountAsTheirValues(DataType type, int length) throws Exception {
    NeuralNetConfiguration.ListBuilder list = Nets.base(type).list();
    list.layer(new DenseLayer.Builder().nOut(3).build());
    TrainingEngine engine =
        TrainingEngine.compile(Nets.finish(list, InputType.feedForward(length)), 1);
    byte[] pixels = new byte[300 * length];
    new Random(1).nextBytes(pixels);
    double[] values = new double[pixels.length];
    Arrays.setAll(values, i -> (pixels[i] & 0xff) / 255.0);
    int[] order = {299, 0, 7, 7, 128, 255, 31, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    Batch ofBytes = new Batch(pixels, null, new byte[300], length, order, 1, 20);
    Batch ofValues = new Batch(null, values, new byte[300], length, order, 1, 20);
    double loss = engine.computeGradient(ofValues);
    double[] gradient = engine.gradient();
    assertThat(engine.computeGradient(ofBytes)).isEqualTo(loss);
    assertThat(engine.gradient()).isEqualTo(gradient);
    assertThat(engine.probabilities(ofBytes, Mode.INFERENCE))
        .isEqualTo(engine.probabilities(ofValues, Mode.INFERENCE));
  }

  @Test
  void stateContinuesInDl4jAfterSaving() throws Exception {
    MultiLayerNetwork network =
        new TrialBuilder(NetworkKind.SIMPLE_NET)
            .norm(BatchNormImplementation.CUSTOM, "d2l")
            .optimizer(Optimizer.ADAM, 0)
            .network();
    Twins twins = new Twins(network);
    twins.train(10, 8, 8);
    twins.engine.store();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, bytes, true);
    MultiLayerNetwork restored =
        ModelSerializer.restoreMultiLayerNetwork(
            new ByteArrayInputStream(bytes.toByteArray()), true);
    Batch batch = twins.batches.next(8);
    twins.engine.step(batch);
    twins.engine.store();
    restored.fit(
        Batches.features(batch, DataType.DOUBLE),
        Batches.labels(batch, Twins.CLASSES, DataType.DOUBLE));
    assertThat(restored.params().sub(network.params()).amaxNumber().doubleValue())
        .isLessThan(1e-9); // Adam divides by small roots
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> TrainingEngine.compile(Nets.with(new LocalResponseNormalization()), 1))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageContaining("LocalResponseNormalization");
    assertThatThrownBy(() -> TrainingEngine.compile(Nets.with(new DropoutLayer(0.5)), 1))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageContaining("dropout");
    DenseLayer softplus = new DenseLayer.Builder().nOut(4).activation(Activation.SOFTPLUS).build();
    assertThatThrownBy(() -> TrainingEngine.compile(Nets.with(softplus), 1))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageContaining("softplus");
    Layer bounded = new ActivationLayer(new ActivationReLU(6.0, 0.0, 0.1));
    assertThatThrownBy(() -> TrainingEngine.compile(Nets.with(bounded), 1))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageContaining("relu");
    // Images of 4 x 4, of which DL4J's formula makes one pixel.
    int[] window = {5, 5};
    Layer wide = new SubsamplingLayer.Builder(PoolingType.AVG, window, window).build();
    assertThatThrownBy(() -> TrainingEngine.compile(Nets.with(wide), 1))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageContaining("has a window larger than its input");
    DenseLayer dense = new DenseLayer.Builder().nOut(4).activation(Activation.RELU).build();
    for (Layer frozen : List.of(new FrozenLayer(dense), new FrozenLayerWithBackprop(dense))) {
      assertThatThrownBy(() -> TrainingEngine.compile(Nets.with(frozen), 1))
          .isInstanceOf(UnsupportedLayerException.class)
          .hasMessageContaining("is a " + frozen.getClass().getSimpleName());
    }
  }

  @Test
  void refusesLabelsThatAreNoClass() throws Exception {
    MultiLayerNetwork network = new TrialBuilder(NetworkKind.SIMPLE_NET).network();
    TrainingEngine engine = TrainingEngine.compile(network, 1);
    Batch batch = new Batches(784, Twins.CLASSES + 1).next(100);
    assertThatThrownBy(() -> engine.step(batch)).hasMessageContaining("label 10; expected 0 to 9");
  }

  /** Where the mean of equal values is rounded, their variance is not below 0. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 1_000_000.3})
  void aConstantChannelHasNoNegativeVariance(double value) throws Exception {
    Layer norm = new BatchNormalization.Builder().decay(0.5).useLogStd(false).build();
    MultiLayerNetwork network =
        Nets.finish(
            Nets.base(DataType.FLOAT).list().layer(norm), InputType.convolutionalFlat(5, 5, 1));
    TrainingEngine engine = TrainingEngine.compile(network, 1);
    int n = 20;
    double[] images = DoubleStream.generate(() -> value).limit(n * 25).toArray();
    int[] order = IntStream.range(0, n).toArray();
    Batch batch = new Batch(null, images, new byte[n], 25, order, 0, n);
    for (int step = 0; step < 300; step++) {
      assertThat(engine.step(batch)).isFinite();
    }
    engine.store();
    assertThat(network.getParam("0_var").minNumber().doubleValue()).isNotNegative();
  }

  /** Forward passes for 80 sizes of batches, which take 50 MB each while they are kept. */
  @Test
  void passesOfManySizesDoNotFillTheMemory() throws Exception {
    MultiLayerNetwork network = new TrialBuilder(NetworkKind.LE_NET).network();
    TrainingEngine engine = TrainingEngine.compile(network, 1);
    Batches batches = new Batches(784, Twins.CLASSES);
    for (int size = 500; size > 420; size--) {
      assertThat(engine.probabilities(batches.next(size), Mode.INFERENCE)).hasSize(size * 10);
    }
  }

  /** What comes out as NaN must be seen as NaN. */
  @Test
  void tellsDivergence() throws Exception {
    MultiLayerNetwork network = new TrialBuilder(NetworkKind.SIMPLE_NET).network();
    network.params().assign(Double.NaN);
    TrainingEngine engine = TrainingEngine.compile(network, 1);
    assertThat(engine.step(new Batches(784, Twins.CLASSES).next(4))).isNaN();
  }
}
