package io.github.bnlab.batchnorm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import io.github.bnlab.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class LayerNormLayerTest {
  private static final double EPSILON = 1e-5;
  private static final Supplier<Layer> LAYER = () -> new LayerNormLayer(EPSILON, InitialGamma.ONES);

  @TempDir Path folder;

  @Test
  void normalizesEachRowAndScalesEachColumn() {
    normalizes(5, 4);
  }

  @Test
  void normalizesEachImageAndScalesEachChannel() {
    normalizes(3, 2, 4, 5);
  }

  /** Against the definition, written with loops over plain numbers. */
  private static void normalizes(long... shape) {
    Nd4j.getRandom().setSeed(1);
    INDArray x = Nd4j.randn(DataType.DOUBLE, shape).muli(3).addi(2);
    int features = (int) shape[1];
    INDArray gamma = Nd4j.rand(DataType.DOUBLE, NormalizationGraph.parameterShape(shape));
    INDArray beta = Nd4j.rand(DataType.DOUBLE, NormalizationGraph.parameterShape(shape));
    SameDiff graph =
        new LayerNormLayer(EPSILON, InitialGamma.ONES).graph(shape, false, DataType.DOUBLE);
    NormalizationGraph.bind(graph, NormalizationGraph.GAMMA, gamma);
    NormalizationGraph.bind(graph, NormalizationGraph.BETA, beta);
    double[] y = graph.output(Map.of("input", x), "y").get("y").dup('c').data().asDouble();

    double[] values = x.dup('c').data().asDouble();
    int size = values.length / (int) shape[0];
    for (int n = 0; n < shape[0]; n++) {
      double sum = 0;
      for (int i = 0; i < size; i++) {
        sum += values[n * size + i];
      }
      double mean = sum / size;
      double squares = 0;
      for (int i = 0; i < size; i++) {
        squares += Math.pow(values[n * size + i] - mean, 2);
      }
      double deviation = Math.sqrt(squares / size + EPSILON);
      for (int i = 0; i < size; i++) {
        int c = i / (size / features);
        double expected =
            gamma.getDouble(c) * (values[n * size + i] - mean) / deviation + beta.getDouble(c);
        // A handful of roundings of values below 10.
        assertThat(Math.abs(y[n * size + i] - expected)).isLessThan(1e-13);
      }
    }
  }

  @Test
  void gradientCheckOfMultiLayerNetwork() {
    assertThat(GradientChecks.passes(SmallNetworks.network(LAYER, new Sgd(1), DataType.DOUBLE)))
        .isTrue();
  }

  @Test
  void gradientCheckOfComputationGraph() {
    assertThat(GradientChecks.passes(SmallNetworks.graph(LAYER, new Sgd(1), DataType.DOUBLE)))
        .isTrue();
  }

  @Test
  void doesNotDependOnTheBatchAndSurvivesSaving() throws IOException {
    MultiLayerNetwork network = SmallNetworks.network(LAYER, new Sgd(0.1), DataType.DOUBLE);
    DataSet batch = SmallNetworks.batch(6, 1, DataType.DOUBLE);
    network.fit(batch);
    network.fit(SmallNetworks.batch(1, 2, DataType.DOUBLE));
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
    assertThat(restored.getLayerWiseConfigurations())
        .isEqualTo(network.getLayerWiseConfigurations());
    INDArray x = batch.getFeatures();
    Golden.assertIdentical(network.output(x), restored.output(x));
    // Training and inference are the same function.
    assertThat(Golden.difference(network.output(x, true), network.output(x, false)))
        .isLessThan(1e-14);
  }
}
