package io.github.bnlab.batchnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.Removes;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.golden.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.ViewIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** The layer as a part of DL4J: training, saving, errors. */
class BatchNormLayerTest {
  @TempDir Path folder;

  private static Supplier<Layer> custom(String dialect) throws IOException {
    BatchNormConvention convention = Golden.convention(dialect);
    return () -> SmallNetworks.layer(BatchNormImplementation.CUSTOM, convention);
  }

  private static Supplier<Layer> builtIn() throws IOException {
    BatchNormConvention convention = Golden.convention("d2l");
    return () -> SmallNetworks.layer(BatchNormImplementation.BUILT_IN, convention);
  }

  @ParameterizedTest
  @ValueSource(strings = {"notebook", "article", "d2l", "torch"})
  void gradientCheckOfMultiLayerNetwork(String dialect) throws IOException {
    assertThat(
            GradientChecks.passes(
                SmallNetworks.network(custom(dialect), new Sgd(1), DataType.DOUBLE)))
        .isTrue();
  }

  @Test
  void gradientCheckOfComputationGraph() throws IOException {
    assertThat(
            GradientChecks.passes(
                SmallNetworks.graph(custom("torch"), new Sgd(1), DataType.DOUBLE)))
        .isTrue();
  }

  /** Same formulas, other order of operations: rounding alone, grown over the steps. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void equalsTheBuiltInLayerOverSixtySteps(boolean adam) throws IOException {
    IUpdater updater = adam ? new Adam(1e-2) : new Sgd(0.2);
    MultiLayerNetwork own = SmallNetworks.network(custom("d2l"), updater, DataType.DOUBLE);
    MultiLayerNetwork stock = SmallNetworks.network(builtIn(), updater, DataType.DOUBLE);
    INDArray start = own.params().dup();
    Golden.assertIdentical(start, stock.params());
    for (int step = 0; step < 60; step++) {
      // More sizes than a layer keeps graphs for.
      int size = step % 5 == 4 ? 3 + step % 11 : 12;
      DataSet batch = SmallNetworks.batch(size, step, DataType.DOUBLE);
      own.fit(batch);
      stock.fit(batch);
      assertThat(Math.abs(own.score() - stock.score())).as("step %d", step).isLessThan(1e-11);
    }
    // Adam blows up the rounding of gradients that are zero: those of biases below a normalization.
    assertThat(Golden.difference(stock.params(), own.params())).isLessThan(adam ? 1e-8 : 1e-10);
    assertThat(Golden.difference(start, own.params())).isGreaterThan(0.1);
    INDArray x = SmallNetworks.batch(9, 99, DataType.DOUBLE).getFeatures();
    assertThat(Golden.difference(stock.output(x), own.output(x))).isLessThan(1e-10);
  }

  @Test
  void runningValuesMoveOnceAStepAndRegardlessOfTheLearningRate() throws IOException {
    MultiLayerNetwork network =
        SmallNetworks.network(custom("d2l"), new Sgd(1e-30), DataType.DOUBLE);
    DataSet batch = SmallNetworks.batch(8, 1, DataType.DOUBLE);
    INDArray x = network.feedForwardToLayer(0, batch.getFeatures(), false).get(1).dup();
    network.fit(batch);
    network.fit(batch);
    INDArray mean = x.mean(0, 2, 3);
    // 0 -> .1 mean -> .9 * .1 mean + .1 mean
    assertThat(Golden.difference(mean.mul(0.19), network.getLayer(1).getParam("mean")))
        .isLessThan(1e-14);
  }

  @Test
  void inferenceUsesTheRunningValuesAndChangesNothing() throws IOException {
    MultiLayerNetwork network = trained(DataType.DOUBLE);
    INDArray before = network.params().dup();
    INDArray both = SmallNetworks.batch(4, 3, DataType.DOUBLE).getFeatures();
    INDArray one = both.get(NDArrayIndex.interval(0, 1)).dup();
    // An example alone gives what it gives among others.
    assertThat(Golden.difference(network.output(both).getRow(0), network.output(one).getRow(0)))
        .isLessThan(1e-14);
    Golden.assertIdentical(before, network.params());
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void survivesSavingAfterEvaluation(DataType type) throws IOException {
    MultiLayerNetwork network = trained(type);
    DataSet batch = SmallNetworks.batch(6, 4, type);
    network.evaluate(new ViewIterator(batch, 6));
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
    assertSame(network, restored, batch);
  }

  @Test
  void survivesCloning() throws IOException {
    MultiLayerNetwork network = trained(DataType.DOUBLE);
    MultiLayerNetwork copy = network.clone();
    Path file = folder.resolve("clone.zip");
    ModelSerializer.writeModel(copy, file.toFile(), true);
    DataSet batch = SmallNetworks.batch(6, 4, DataType.DOUBLE);
    assertSame(network, copy, batch);
    // A clone is independent: the saved state is that before the step both took just now.
    MultiLayerNetwork saved = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
    saved.fit(batch);
    Golden.assertIdentical(network.params(), saved.params());
  }

  @Test
  void survivesSavingInAComputationGraph() throws IOException {
    ComputationGraph graph = SmallNetworks.graph(custom("torch"), new Adam(0.1), DataType.FLOAT);
    DataSet batch = SmallNetworks.batch(6, 4, DataType.FLOAT);
    graph.fit(batch);
    Path file = folder.resolve("graph.zip");
    ModelSerializer.writeModel(graph, file.toFile(), true);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file.toFile(), true);
    INDArray x = batch.getFeatures();
    Golden.assertIdentical(graph.outputSingle(x), restored.outputSingle(x));
    graph.fit(batch);
    restored.fit(batch);
    Golden.assertIdentical(graph.params(), restored.params());
  }

  private static void assertSame(MultiLayerNetwork a, MultiLayerNetwork b, DataSet batch) {
    assertThat(b.getLayerWiseConfigurations()).isEqualTo(a.getLayerWiseConfigurations());
    Golden.assertIdentical(a.params(), b.params());
    Golden.assertIdentical(a.output(batch.getFeatures()), b.output(batch.getFeatures()));
    a.fit(batch);
    b.fit(batch);
    Golden.assertIdentical(a.params(), b.params());
    Golden.assertIdentical(a.output(batch.getFeatures()), b.output(batch.getFeatures()));
  }

  private static MultiLayerNetwork trained(DataType type) throws IOException {
    MultiLayerNetwork network = SmallNetworks.network(custom("article"), new Adam(1e-2), type);
    network.fit(SmallNetworks.batch(8, 1, type));
    network.fit(SmallNetworks.batch(5, 2, type));
    return network;
  }

  @Test
  void keepsAnyConventionInJson() {
    MultiLayerConfiguration configuration =
        configuration(new BatchNormLayer(SmallNetworks.OWN), InputType.feedForward(4));
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(configuration.toJson());
    assertThat(read).isEqualTo(configuration);
    BatchNormLayer layer = (BatchNormLayer) read.getConf(0).getLayer();
    assertThat(layer).hasSameHashCodeAs(configuration.getConf(0).getLayer());
    assertThat(layer.convention()).isEqualTo(SmallNetworks.OWN);
  }

  /** Two batches of one feature, 1, 3 and 2, 6, at epsilon 0.25; gamma 2, beta 5. */
  @ParameterizedTest
  @EnumSource(Removes.class)
  void removesTheMeanOrTheVarianceOrBoth(Removes removes) {
    BatchNormConvention convention =
        Changed.with(BatchNormConventions.D2L, "removes", removes, "epsilon", 0.25, "decay", 0.5);
    BatchNormLayer layer = new BatchNormLayer(convention);
    double centre = removes == Removes.VARIANCE ? 0 : 1;
    double root = removes == Removes.MEAN ? 0 : 1;
    SameDiff training = layer.graph(new long[] {2, 1}, true, DataType.DOUBLE);
    bind(training, 0, 2);
    training.getVariable(NormalizationGraph.INPUT).setArray(column(1, 3));
    INDArray y = training.getVariable(NormalizationGraph.OUTPUT).eval();
    double deviation = Math.pow(1.25, 0.5 * root);
    assertThat(y.getDouble(0)).isCloseTo(2 * (1 - 2 * centre) / deviation + 5, within(1e-14));
    assertThat(y.getDouble(1)).isCloseTo(2 * (3 - 2 * centre) / deviation + 5, within(1e-14));
    // The running values follow the batch whatever is removed: 0.5 * (0 - 2), 0.5 * (2 - 1).
    assertThat(value(training, NormalizationGraph.MEAN_STEP)).isCloseTo(-1, within(1e-14));
    assertThat(value(training, NormalizationGraph.VARIANCE_STEP)).isCloseTo(0.5, within(1e-14));

    SameDiff inference = layer.graph(new long[] {1, 1}, false, DataType.DOUBLE);
    bind(inference, 2.5, 2);
    inference.getVariable(NormalizationGraph.INPUT).setArray(column(4));
    assertThat(value(inference, NormalizationGraph.OUTPUT))
        .isCloseTo(2 * (4 - 2.5 * centre) / Math.pow(2.25, 0.5 * root) + 5, within(1e-14));
  }

  private static void bind(SameDiff graph, double mean, double variance) {
    NormalizationGraph.bind(graph, NormalizationGraph.GAMMA, column(2));
    NormalizationGraph.bind(graph, NormalizationGraph.BETA, column(5));
    NormalizationGraph.bind(graph, NormalizationGraph.MEAN, column(mean));
    NormalizationGraph.bind(graph, NormalizationGraph.VARIANCE, column(variance));
  }

  private static INDArray column(double... values) {
    return Nd4j.createFromArray(values).reshape(values.length, 1);
  }

  private static double value(SameDiff graph, String name) {
    return graph.getVariable(name).eval().getDouble(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gammaAndBetaStayWhereTheyAreNotTrained(boolean adam) {
    BatchNormConvention fixed = Changed.with(BatchNormConventions.TORCH, "affine", false);
    MultiLayerNetwork network =
        SmallNetworks.network(
            () -> new BatchNormLayer(fixed),
            adam ? new Adam(1e-2) : new Nesterovs(0.2, 0.9),
            DataType.DOUBLE);
    INDArray weights = network.getParam("3_W").dup();
    for (int i = 0; i < 3; i++) {
      network.fit(SmallNetworks.batch(8, i, DataType.DOUBLE));
    }
    for (String layer : List.of("1", "4")) {
      INDArray gamma = network.getParam(layer + "_gamma");
      Golden.assertIdentical(Nd4j.onesLike(gamma), gamma);
      INDArray beta = network.getParam(layer + "_beta");
      Golden.assertIdentical(Nd4j.zerosLike(beta), beta);
      assertThat(network.getParam(layer + "_var")).isNotEqualTo(gamma);
    }
    assertThat(network.getParam("3_W")).isNotEqualTo(weights);
  }

  @ParameterizedTest
  @EnumSource(
      value = BatchNormImplementation.class,
      names = {"BUILT_IN", "LAYER_NORM"})
  void otherLayersRefuseToLeaveAPartOut(BatchNormImplementation implementation) {
    BatchNormConvention part = Changed.with(BatchNormConventions.D2L, "removes", Removes.MEAN);
    assertThatThrownBy(() -> SmallNetworks.layer(implementation, part))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("only the custom layer can");
  }

  @Test
  void readsJsonWithoutTheParts() {
    MultiLayerConfiguration configuration =
        configuration(
            new BatchNormLayer(
                Changed.with(SmallNetworks.OWN, "removes", Removes.MEAN, "affine", false)),
            InputType.feedForward(4));
    assertThat(MultiLayerConfiguration.fromJson(configuration.toJson())).isEqualTo(configuration);
    String before = configuration.toJson().replaceAll(".*\"(removes|affine)\".*\\R", "");
    assertThat(before).doesNotContain("affine");
    BatchNormLayer old =
        (BatchNormLayer) MultiLayerConfiguration.fromJson(before).getConf(0).getLayer();
    assertThat(old.convention()).isEqualTo(SmallNetworks.OWN);
  }

  @Test
  void keepsItsGroupsInJson() {
    MultiLayerConfiguration configuration =
        configuration(
            new BatchNormLayer(SmallNetworks.OWN, 4, GroupStatistics.POOLED),
            InputType.feedForward(4));
    String json = configuration.toJson();
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(json);
    assertThat(read).isEqualTo(configuration);
    BatchNormLayer layer = (BatchNormLayer) read.getConf(0).getLayer();
    assertThat(layer.groups()).isEqualTo(4);
    assertThat(layer.groupStatistics()).isEqualTo(GroupStatistics.POOLED);

    String before = json.replaceAll(".*\"(groups|groupStatistics)\".*\\R", "");
    assertThat(before).doesNotContain("roup");
    BatchNormLayer old =
        (BatchNormLayer) MultiLayerConfiguration.fromJson(before).getConf(0).getLayer();
    assertThat(old.groups()).isEqualTo(1);
    assertThat(old.groupStatistics()).isEqualTo(GroupStatistics.AVERAGED);
  }

  @Test
  void groupsAreOfEqualSize() {
    BatchNormLayer layer =
        new BatchNormLayer(BatchNormConventions.TORCH, 4, GroupStatistics.AVERAGED);
    assertThatThrownBy(() -> layer.graph(new long[] {10, 3}, true, DataType.DOUBLE))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "batch normalization takes its statistics in 4 groups of equal size, but its training"
                + " batch has 10 examples; use batches of a multiple of 4");
    assertThatThrownBy(() -> layer.graph(new long[] {4, 3}, true, DataType.DOUBLE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("each of 4 groups of a batch of shape [4, 3] is too small");
    assertThat(layer.graph(new long[] {10, 3}, false, DataType.DOUBLE)).isNotNull();
  }

  @Test
  void gammaIsDrawnFromTheSeedAndTheLayer() throws IOException {
    MultiLayerNetwork a = SmallNetworks.network(custom("article"), new Sgd(1), DataType.DOUBLE);
    MultiLayerNetwork b = SmallNetworks.network(custom("article"), new Sgd(1), DataType.DOUBLE);
    double[] gamma = a.getLayer(1).getParam("gamma").toDoubleVector();
    assertThat(gamma).isEqualTo(b.getLayer(1).getParam("gamma").toDoubleVector());
    assertThat(gamma).doesNotHaveDuplicates();
    for (double value : gamma) {
      assertThat(value).isBetween(0.0, 1.0);
    }
    assertThat(a.getLayer(4).getParam("gamma").toDoubleVector()).doesNotContain(gamma);
  }

  @Test
  void parametersAreLaidOutAsInTheBuiltInLayer() throws IOException {
    MultiLayerNetwork own = SmallNetworks.network(custom("d2l"), new Sgd(1), DataType.DOUBLE);
    MultiLayerNetwork stock = SmallNetworks.network(builtIn(), new Sgd(1), DataType.DOUBLE);
    assertThat(own.getLayer(1).paramTable().keySet())
        .containsExactlyElementsOf(stock.getLayer(1).paramTable().keySet());
    assertThat(own.paramTable().keySet()).isEqualTo(stock.paramTable().keySet());
  }

  @Test
  void setParamSets() throws IOException {
    MultiLayerNetwork network = SmallNetworks.network(custom("d2l"), new Sgd(1), DataType.DOUBLE);
    INDArray value = Nd4j.createFromArray(1.0, 2, 3, 4);
    network.setParam("1_gamma", value);
    Golden.assertIdentical(value, network.getParam("1_gamma"));
    assertThat(network.params().toDoubleVector()).containsSequence(1, 2, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"recurrent", "volumes", "channelsLast"})
  void refusesOtherInputsWhenTheNetworkIsBuilt(String kind) throws IOException {
    InputType type =
        switch (kind) {
          case "recurrent" -> InputType.recurrent(4, 5);
          case "volumes" -> InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 2, 2, 2, 2);
          default -> InputType.convolutional(2, 2, 2, CNN2DFormat.NHWC);
        };
    Layer layer = custom("torch").get();
    assertThatThrownBy(() -> configuration(layer, type))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("[N, C] or [N, C, H, W]")
        .hasMessageContaining("NCHW for images, and put a DenseLayer in front for sequences");
  }

  @Test
  void sequencesAreNormalizedBehindADenseLayer() throws IOException {
    Layer dense = new DenseLayer.Builder().nOut(4).activation(Activation.IDENTITY).build();
    Layer output = new RnnOutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list(dense, custom("torch").get(), output)
                .setInputType(InputType.recurrent(3, 5))
                .build());
    network.init();
    network.fit(Nd4j.rand(2, 3, 5), Nd4j.ones(2, 2, 5));
    assertThat(network.getParam("1_mean").toDoubleVector()).hasSize(4).doesNotContain(0);
  }

  @Test
  void refusesToGuessTheNumberOfFeatures() throws IOException {
    Layer layer = custom("torch").get();
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder().list().layer(layer).layer(output()).build());
    assertThatThrownBy(network::init)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("input type, or call setNIn(InputType.feedForward(N), true)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"notebook", "article", "torch"})
  void refusesASingleValuePerFeatureWhereTheVarianceIsUnbiased(String dialect) throws IOException {
    BatchNormConvention convention = Golden.convention(dialect);
    assertThatThrownBy(
            () ->
                BatchNormGraph.training(
                    new long[] {1, 4}, convention, 1, GroupStatistics.AVERAGED, DataType.FLOAT))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("[1, 4] is too small");
  }

  /** The article counts examples for images too; PyTorch counts all values of a channel. */
  @Test
  void oneImageIsEnoughWhereValuesAreCounted() throws IOException {
    long[] shape = {1, 4, 3, 3};
    BatchNormConvention torch = Golden.convention("torch");
    BatchNormConvention article = Golden.convention("article");
    assertThat(BatchNormGraph.training(shape, torch, 1, GroupStatistics.AVERAGED, DataType.FLOAT))
        .isNotNull();
    assertThatThrownBy(
            () ->
                BatchNormGraph.training(
                    shape, article, 1, GroupStatistics.AVERAGED, DataType.FLOAT))
        .isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"notebook", "article", "torch"})
  void theBuiltInLayerRefusesUnbiasedVariances(String dialect) throws IOException {
    BatchNormConvention convention = Golden.convention(dialect);
    assertThatThrownBy(() -> SmallNetworks.layer(BatchNormImplementation.BUILT_IN, convention))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unbiased");
  }

  @Test
  void buildingGraphsPrintsNothing() throws IOException {
    BatchNormConvention convention = Golden.convention("torch");
    PrintStream original = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true));
    try {
      BatchNormGraph.training(
          new long[] {4, 3}, convention, 1, GroupStatistics.AVERAGED, DataType.DOUBLE);
    } finally {
      System.setOut(original);
    }
    assertThat(printed.size()).isZero();
  }

  @Test
  void regularizesNothing() throws IOException {
    MultiLayerNetwork network = SmallNetworks.network(custom("d2l"), new Sgd(1), DataType.DOUBLE);
    for (String parameter : Set.of("gamma", "beta", "mean", "var")) {
      assertThat(network.getLayer(1).conf().getLayer().getRegularizationByParam(parameter))
          .isNull();
    }
  }

  private static MultiLayerConfiguration configuration(Layer layer, InputType type) {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.DOUBLE)
        .list()
        .layer(layer)
        .layer(output())
        .setInputType(type)
        .build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
  }
}
