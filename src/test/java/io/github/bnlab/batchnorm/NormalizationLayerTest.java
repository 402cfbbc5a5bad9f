package io.github.bnlab.batchnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.golden.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.NetworkUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/** What DL4J asks a configuration of a layer. */
class NormalizationLayerTest {
  /** A layer whose settings differ from those of {@code OWN} in one component. */
  private static Supplier<BatchNormLayer> other(String component, Object value) {
    return () -> new BatchNormLayer(Changed.with(SmallNetworks.OWN, component, value));
  }

  private static <T extends NormalizationLayer> T changed(T layer, Consumer<T> change) {
    change.accept(layer);
    return layer;
  }

  @Test
  void layersAreEqualWhereAllTheirSettingsAre() {
    BatchNormConvention own = SmallNetworks.OWN;
    BatchNormLayer layer = new BatchNormLayer(own);
    assertThat(layer).isEqualTo(new BatchNormLayer(own)).hasSameHashCodeAs(new BatchNormLayer(own));
    assertThat(layer.convention()).isEqualTo(own);
    List<Supplier<BatchNormLayer>> others =
        List.of(
            other("name", "other"),
            other("epsilon", 1e-4),
            other("decay", 0.25),
            other("normalizeBy", VarianceKind.BIASED),
            other("runningVariance", VarianceKind.UNBIASED),
            other("count", Count.VALUES),
            other("initialGamma", InitialGamma.ONES),
            () -> new BatchNormLayer(own, 2, GroupStatistics.AVERAGED),
            () -> new BatchNormLayer(own, 1, GroupStatistics.POOLED),
            () -> changed(new BatchNormLayer(own), l -> l.setNIn(InputType.feedForward(3), true)),
            () -> changed(new BatchNormLayer(own), l -> l.setLayerName("other")));
    for (Supplier<BatchNormLayer> other : others) {
      assertThat(other.get()).isNotEqualTo(layer).isEqualTo(other.get());
      assertThat(other.get().hashCode()).isNotEqualTo(layer.hashCode());
    }
  }

  @Test
  void layersOfExamplesAreEqualWhereAllTheirSettingsAre() {
    LayerNormLayer layer = new LayerNormLayer(1e-3, InitialGamma.ONES);
    LayerNormLayer same = new LayerNormLayer(1e-3, InitialGamma.ONES);
    assertThat(layer).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(layer).isNotEqualTo(new LayerNormLayer(1e-4, InitialGamma.ONES));
    assertThat(layer).isNotEqualTo(new LayerNormLayer(1e-3, InitialGamma.UNIFORM));
    assertThat(layer).isNotEqualTo(changed(same, l -> l.setNIn(InputType.feedForward(3), true)));
    assertThat(layer.hashCode()).isNotEqualTo(same.hashCode());
    assertThat(layer.hashCode())
        .isNotEqualTo(new LayerNormLayer(1e-4, InitialGamma.ONES).hashCode());
  }

  @Test
  void whatIsNormalizedByWhat() {
    assertThat(new BatchNormLayer(SmallNetworks.OWN).runningSteps())
        .containsOnlyKeys("mean", "var");
    assertThat(new LayerNormLayer(1e-3, InitialGamma.ONES).runningSteps()).isEmpty();
  }

  @Test
  void withoutArgumentsALayerHasTheSettingsOfDl4js() {
    assertThat(new BatchNormLayer()).isEqualTo(new BatchNormLayer(BatchNormConventions.D2L));
    assertThat(new LayerNormLayer()).isEqualTo(new LayerNormLayer(1e-5, InitialGamma.ONES));
  }

  @Test
  void argumentsAreChecked() {
    BatchNormConvention own = SmallNetworks.OWN;
    assertThatThrownBy(() -> new BatchNormLayer(own, 0, GroupStatistics.POOLED))
        .isInstanceOf(ConfigException.class)
        .hasMessage("groups is 0; it must be at least 1");
    assertThatThrownBy(() -> new BatchNormLayer(own, 1, null))
        .hasMessage("groupStatistics is missing; give it a value");
    assertThatThrownBy(() -> new LayerNormLayer(-1, InitialGamma.ONES))
        .hasMessage("epsilon is -1.0; it must be greater than 0 and finite");
    assertThatThrownBy(() -> new LayerNormLayer(1e-5, null))
        .hasMessage("initialGamma is missing; give it a value");
  }

  @Test
  void constraintsOfANetworkAreForWhatIsTrained() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .constrainBias(new NonNegativeConstraint())
                .list(
                    new BatchNormLayer(BatchNormConventions.D2L),
                    new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.feedForward(3))
                .build());
    network.init();
    assertThat(network.getLayer(0).conf().getLayer().getConstraints())
        .singleElement()
        .satisfies(c -> assertThat(c.getParams()).containsExactlyInAnyOrder("gamma", "beta"));
  }

  @Test
  void featuresComeFromTheInput() {
    BatchNormLayer layer = new BatchNormLayer(SmallNetworks.OWN);
    layer.setNIn(InputType.feedForward(7), false);
    assertThat(layer.getFeatures()).isEqualTo(7);
    layer.setNIn(InputType.convolutional(4, 5, 6), false);
    assertThat(layer.getFeatures()).as("known already").isEqualTo(7);
    layer.setNIn(InputType.convolutional(4, 5, 6), true);
    assertThat(layer.getFeatures()).isEqualTo(6);
  }

  @Test
  void theOutputIsOfTheTypeOfTheInput() {
    BatchNormLayer layer = new BatchNormLayer(SmallNetworks.OWN);
    InputType images = InputType.convolutional(4, 5, 6);
    assertThat(layer.getOutputType(1, images)).isEqualTo(images);
    InputType series = InputType.recurrent(4, 5);
    assertThatThrownBy(() -> layer.getOutputType(1, series))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("batch normalization takes [N, C] or [N, C, H, W], but layer");
    LayerNormLayer byExample = new LayerNormLayer(1e-3, InitialGamma.ONES);
    assertThatThrownBy(() -> byExample.getOutputType(1, series))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("layer normalization takes [N, C]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theMemoryReportCountsParametersAndTheStateOfTheirUpdater(boolean byExample) {
    NormalizationLayer layer = byExample ? new LayerNormLayer() : new BatchNormLayer();
    layer.setUpdater(new Adam());
    InputType input = InputType.feedForward(3);
    var network = ofMatrices(GradientNormalization.None, layer).getLayerWiseConfigurations();
    assertThat(network.getMemoryReport(input))
        .asString()
        .contains(layer.getClass().getSimpleName());
    LayerMemoryReport report = network.getConf(0).getLayer().getMemoryReport(input);
    assertThat(report.getParameterSize()).isEqualTo(byExample ? 2 * 3 : 4 * 3);
    assertThat(report.getUpdaterStateSize()).as("gamma and beta, twice").isEqualTo(2 * 2 * 3);
    var graph = SmallNetworks.graph(() -> layer, new Sgd(1), DataType.FLOAT).getConfiguration();
    assertThat(graph.getMemoryReport(InputType.convolutional(4, 4, 2)))
        .asString()
        .contains(layer.getClass().getSimpleName());
  }

  @Test
  void flatImagesAreMadeImages() {
    BatchNormLayer layer = new BatchNormLayer(SmallNetworks.OWN);
    assertThat(layer.getPreProcessorForInputType(InputType.convolutionalFlat(4, 5, 6)))
        .isEqualTo(new FeedForwardToCnnPreProcessor(4, 5, 6));
    assertThat(layer.getPreProcessorForInputType(InputType.convolutional(4, 5, 6))).isNull();
  }

  @Test
  void theStockRuntimeIsNotForIt() {
    assertThatThrownBy(
            () -> new BatchNormLayer(SmallNetworks.OWN).defineLayer(null, null, null, null))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void runningValuesHaveNoUpdaterAndNoPartInClipping() throws IOException {
    BatchNormConvention d2l = Golden.convention("d2l");
    MultiLayerNetwork network =
        SmallNetworks.network(() -> new BatchNormLayer(d2l), new Sgd(0.5), DataType.DOUBLE);
    network.initGradientsView();
    NormalizationRuntime runtime = (NormalizationRuntime) network.getLayer(1);
    BatchNormLayer layer = (BatchNormLayer) runtime.conf().getLayer();
    for (String parameter : List.of("mean", "var")) {
      assertThat(layer.getUpdaterByParam(parameter)).isInstanceOf(NoOp.class);
      assertThat(runtime.updaterDivideByMinibatch(parameter)).isFalse();
    }
    for (String parameter : List.of("gamma", "beta")) {
      assertThat(layer.getUpdaterByParam(parameter)).isEqualTo(new Sgd(0.5));
      assertThat(runtime.updaterDivideByMinibatch(parameter)).isTrue();
    }
    // Four channels, gamma and beta of each.
    assertThat(runtime.getGradientsViewArray().length()).isEqualTo(8);
    assertThat(runtime.getParam("mean").toDoubleVector()).containsOnly(0);
    assertThat(runtime.getParam("var").toDoubleVector()).containsOnly(1);
  }

  /** The running values of a first layer depend on the batches alone. */
  @ParameterizedTest
  @EnumSource(GradientNormalization.class)
  void gradientNormalizationLeavesTheRunningValues(GradientNormalization kind) {
    MultiLayerNetwork network = ofMatrices(kind, new BatchNormLayer());
    DataSet batch = matrix();
    for (int i = 0; i < 3; i++) {
      network.fit(batch);
    }
    double rest = Math.pow(0.9, 3); // of the initial mean 0 and variance 1
    INDArray mean = batch.getFeatures().mean(0).mul(1 - rest);
    INDArray variance = batch.getFeatures().var(false, 0).mul(1 - rest).add(rest);
    assertThat(Golden.difference(mean, network.getParam("0_mean"))).isLessThan(1e-12);
    assertThat(Golden.difference(variance, network.getParam("0_var"))).isLessThan(1e-12);
  }

  private static MultiLayerNetwork ofMatrices(GradientNormalization kind, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(0.1))
            .gradientNormalization(kind)
            .gradientNormalizationThreshold(1e-3)
            .list(layers);
    list.layer(layers.length, output());
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.setInputType(InputType.feedForward(3)).build());
    network.init();
    return network;
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
  }

  private static DataSet matrix() {
    return new DataSet(
        Nd4j.createFromArray(new double[][] {{10, 20, 1}, {30, 40, 2}, {20, 70, 6}}),
        Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}, {1, 0}}));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFrozenLayerStaysAndPassesTheGradientOfInference(boolean byExample) {
    Layer frozen = byExample ? new LayerNormLayer() : new BatchNormLayer(SmallNetworks.OWN);
    Layer before = new DenseLayer.Builder().nOut(3).activation(Activation.IDENTITY).build();
    MultiLayerNetwork network =
        ofMatrices(GradientNormalization.None, before, new FrozenLayerWithBackprop(frozen));
    org.deeplearning4j.nn.api.Layer layer = network.getLayer(1);
    layer.params().assign(Nd4j.linspace(DataType.DOUBLE, 0.5, 0.25, layer.numParams()));
    INDArray parameters = layer.params().dup();
    INDArray weights = network.getParam("0_W").dup();
    for (int i = 0; i < 3; i++) {
      network.fit(matrix());
    }
    Golden.assertIdentical(parameters, layer.params());
    assertThat(network.getParam("0_W")).isNotEqualTo(weights);

    INDArray dy = matrix().getFeatures();
    INDArray x = dy.mul(dy);
    INDArray dx = inferenceGradient(layer, x, dy);
    double step = 1e-4;
    for (int i = 0; i < x.length(); i++) {
      INDArray shift = Nd4j.zerosLike(x).putScalar(i, step);
      double difference = loss(layer, x.add(shift), dy) - loss(layer, x.sub(shift), dy);
      assertThat(dx.getDouble(i)).isCloseTo(difference / (2 * step), within(1e-5));
    }
  }

  private static INDArray inferenceGradient(
      org.deeplearning4j.nn.api.Layer layer, INDArray x, INDArray dy) {
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
    layer.activate(x, true, workspaces); // which a frozen layer takes for false
    return layer.backpropGradient(dy, workspaces).getSecond();
  }

  private static double loss(org.deeplearning4j.nn.api.Layer layer, INDArray x, INDArray dy) {
    INDArray y = layer.activate(x, false, LayerWorkspaceMgr.noWorkspaces());
    return y.mul(dy).sumNumber().doubleValue();
  }

  /**
   * The remedy that examples/README.md names: the updater of the layer, then that of the others.
   */
  @Test
  void theLearningRateOfATrainedNetworkIsSetOnTheLayer() {
    MultiLayerNetwork network = ofMatrices(GradientNormalization.None, new BatchNormLayer());
    network.fit(matrix());
    for (double rate : new double[] {0, 0.2}) {
      INDArray before = network.getParam("0_gamma").dup();
      setUpdater(network, new Sgd(rate));
      NetworkUtils.setLearningRate(network, 0.5);
      network.fit(matrix());
      double moved = Golden.difference(before, network.getParam("0_gamma"));
      if (rate == 0) {
        assertThat(moved).isZero();
      } else {
        assertThat(moved).isGreaterThan(1e-5);
      }
    }
  }

  @Test
  void theUpdaterOfFineTuningIsSetOnTheLayer() {
    MultiLayerNetwork tuned =
        fineTuned(ofMatrices(GradientNormalization.None, new BatchNormLayer())).build();
    INDArray before = tuned.getParam("0_gamma").dup();
    setUpdater(tuned, new Sgd(0));
    tuned.fit(matrix());
    Golden.assertIdentical(before, tuned.getParam("0_gamma"));
  }

  private static void setUpdater(MultiLayerNetwork network, Sgd updater) {
    ((NormalizationLayer) network.getLayer(0).conf().getLayer()).setUpdater(updater);
  }

  private static TransferLearning.Builder fineTuned(MultiLayerNetwork network) {
    return new TransferLearning.Builder(network)
        .fineTuneConfiguration(new FineTuneConfiguration.Builder().updater(new Sgd(0.5)).build());
  }

  @Test
  void transferLearningAddsALayerWhoseFeaturesAreSet() {
    BatchNormLayer added = new BatchNormLayer();
    added.setNIn(InputType.feedForward(4), true);
    OutputLayer output = output();
    output.setNIn(4);
    Layer dense = new DenseLayer.Builder().nOut(4).activation(Activation.IDENTITY).build();
    MultiLayerNetwork network =
        fineTuned(ofMatrices(GradientNormalization.None, dense))
            .removeOutputLayer()
            .addLayer(added)
            .addLayer(output)
            .build();
    INDArray before = network.getLayer(1).params().dup();
    network.fit(matrix());
    assertThat(network.getLayer(1).params().eq(before).any()).as("all 16 change").isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void inputsOfOtherRanksAreRefused(int rank) throws IOException {
    long[] shape = new long[rank];
    java.util.Arrays.fill(shape, 2);
    BatchNormConvention torch = Golden.convention("torch");
    assertThatThrownBy(
            () ->
                BatchNormGraph.training(shape, torch, 1, GroupStatistics.AVERAGED, DataType.FLOAT))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("batch normalization takes [N, C] or [N, C, H, W], but its input is");
    assertThatThrownBy(() -> BatchNormGraph.inference(shape, torch, DataType.FLOAT))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("but its input is [2");
    assertThatThrownBy(() -> new LayerNormLayer().graph(shape, false, DataType.FLOAT))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("layer normalization takes [N, C] or [N, C, H, W], but its input is");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inputsOfOtherFeaturesAreRefused(boolean images) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list(new BatchNormLayer(), output())
                .setInputType(images ? InputType.convolutional(4, 4, 3) : InputType.feedForward(3))
                .build());
    network.init();
    INDArray x = images ? Nd4j.ones(2, 4, 4, 3) : Nd4j.ones(2, 4);
    assertThatThrownBy(() -> network.output(x))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "batch normalization: layer layer0 has 3 features, but its input is "
                + (images ? "[2, 4, 4, 3]" : "[2, 4]")
                + "; give it [N, 3] or [N, 3, H, W]");
  }

  @Test
  void twoExamplesAreEnoughForAnUnbiasedVariance() throws IOException {
    for (String dialect : List.of("torch", "article")) {
      BatchNormConvention convention = Golden.convention(dialect);
      assertThat(
              BatchNormGraph.training(
                  new long[] {2, 4}, convention, 1, GroupStatistics.AVERAGED, DataType.FLOAT))
          .isNotNull();
    }
  }

  @Test
  void theChosenLayerHasTheConvention() throws IOException {
    BatchNormConvention d2l = Golden.convention("d2l");
    var stock = (BatchNormalization) SmallNetworks.layer(BatchNormImplementation.BUILT_IN, d2l);
    assertThat(stock.getEps()).isEqualTo(d2l.epsilon());
    assertThat(stock.getDecay()).isEqualTo(d2l.decay());
    assertThat(stock.isUseLogStd()).isFalse();
    assertThat(SmallNetworks.layer(BatchNormImplementation.LAYER_NORM, SmallNetworks.OWN))
        .isEqualTo(new LayerNormLayer(1e-3, InitialGamma.UNIFORM));
    assertThatThrownBy(() -> SmallNetworks.layer(BatchNormImplementation.NONE, d2l))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none has no layer");
  }

  @Test
  void onlyTheThreadThatIsSilencedIsSilent() {
    PrintStream original = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream own = new PrintStream(printed, true);
    System.setOut(own);
    try {
      Runnable fails =
          () -> {
            System.out.print("silenced");
            System.out.write('s');
            Thread other =
                new Thread(
                    () -> {
                      System.out.print("heard");
                      System.out.write('!');
                      System.out.flush();
                    });
            other.start();
            join(other);
            throw new IllegalStateException("fails");
          };
      assertThatThrownBy(() -> SilencedOutput.run(fails)).hasMessage("fails");
      assertThat(System.out).isSameAs(own);
      assertThat(printed).hasToString("heard!");
    } finally {
      System.setOut(original);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
