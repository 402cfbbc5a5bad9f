package io.github.bnlab.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.util.NetworkUtils;
import org.junit.jupiter.api.Test;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Why normalization has its own runtime class. */
class SameDiffLayerDefectsTest {
  private static final LayerWorkspaceMgr WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

  /** If this fails, NormalizationRuntime need not override backpropGradient. */
  @Test
  void gradientsAreDoubled() {
    Layer layer = StockLayer.ready();
    layer.setInput(Nd4j.ones(DataType.DOUBLE, 1, StockLayer.FEATURES), WORKSPACES);
    layer.activate(true, WORKSPACES);
    INDArray dy = Nd4j.ones(DataType.DOUBLE, 1, StockLayer.FEATURES);
    Pair<Gradient, INDArray> back = layer.backpropGradient(dy, WORKSPACES);
    // y = 5 x + 1, so dx = 5 dy and dweight = x dy = 1.
    assertThat(back.getSecond().toDoubleVector()).containsOnly(2 * 5);
    assertThat(back.getFirst().getGradientFor("weight").ravel().toDoubleVector())
        .containsOnly(2 * 1);
  }

  /** If this fails, NormalizationRuntime need not override setParam. */
  @Test
  void setParamSetsNothing() {
    Layer layer = StockLayer.ready();
    layer.setParam("weight", Nd4j.zeros(DataType.DOUBLE, 1, StockLayer.FEATURES));
    assertThat(layer.getParam("weight").ravel().toDoubleVector()).containsOnly(5);
  }

  /** If this fails, a layer may tell training from inference without overriding activate. */
  @Test
  void trainingAndInferenceShareOneGraph() {
    StockLayer.graphsDefined = 0;
    Layer layer = StockLayer.ready();
    layer.setInput(Nd4j.ones(DataType.DOUBLE, 1, StockLayer.FEATURES), WORKSPACES);
    layer.activate(true, WORKSPACES);
    layer.activate(false, WORKSPACES);
    assertThat(StockLayer.graphsDefined).isEqualTo(1);
    assertThat(SameDiffLayer.class.getMethods())
        .filteredOn(method -> method.getName().equals("defineLayer"))
        .noneMatch(method -> Arrays.asList(method.getParameterTypes()).contains(boolean.class));
  }

  /** If this fails, NormalizationLayer need not override getUpdaterByParam. */
  @Test
  void statisticsGetTheUpdaterOfWeights() {
    assertThat(StockLayer.ready().getConfig().getUpdaterByParam("statistic"))
        .isEqualTo(new Sgd(0.1));
  }

  /** If this fails, examples/README.md need not name another way. */
  @Test
  void learningRatesOfANetworkAreNotForIt() {
    MultiLayerNetwork network = StockLayer.network();
    NetworkUtils.setLearningRate(network, 0.01);
    MultiLayerNetwork tuned =
        new TransferLearning.Builder(network)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Sgd(0.01)).build())
            .build();
    for (MultiLayerNetwork each : List.of(network, tuned)) {
      StockLayer layer = (StockLayer) each.getLayer(0).conf().getLayer();
      assertThat(layer.getUpdater()).isEqualTo(new Sgd(0.1));
    }
  }

  /** If this fails, layers may bind gradients before the first forward pass. */
  @Test
  void fitGivesTheGradientViewAfterTheFirstForwardPass() {
    var network = StockLayer.network();
    INDArray x = Nd4j.ones(DataType.DOUBLE, 2, StockLayer.FEATURES);
    boolean[] missing = {false};
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onForwardPass(Model model, List<INDArray> activations) {
            missing[0] |= network.getLayer(0).getGradientsViewArray() == null;
          }
        });
    network.fit(x, x);
    assertThat(missing[0]).isTrue();
    assertThat(network.getLayer(0).getGradientsViewArray()).isNotNull();
  }
}
