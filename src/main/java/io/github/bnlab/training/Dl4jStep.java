package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import io.github.bnlab.network.FlatArrays;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Steps by DL4J's own {@code MultiLayerNetwork.fit}, passes by its {@code output}. */
final class Dl4jStep implements TrainingStep {
  private static final LayerWorkspaceMgr MEMORY = LayerWorkspaceMgr.noWorkspaces();

  private final MultiLayerNetwork network;
  private final DataType type;
  private final Map<Integer, Buffers> buffers = new HashMap<>();

  /** Input and labels of batches of one size, filled again and again. */
  private record Buffers(double[] values, INDArray features, INDArray labels) {}

  Dl4jStep(MultiLayerNetwork network) {
    this.network = network;
    this.type = network.getLayerWiseConfigurations().getDataType();
    // Out of memory, fit would leave a dump in the folder where the program was started.
    CrashReportingUtil.crashDumpsEnabled(false);
  }

  @Override
  public StepKind kind() {
    return StepKind.DL4J;
  }

  @Override
  public MultiLayerNetwork network() {
    return network;
  }

  @Override
  public void reload() {
    // Everything is in the network.
  }

  @Override
  public double take(Batch batch) {
    // The score is that of the parameters before the update, and so has to be the penalty.
    double penalty = network.calcRegularizationScore(true);
    Buffers filled = fill(batch);
    network.fit(filled.features(), filled.labels());
    return network.score() - penalty;
  }

  @Override
  public double[] probabilities(Batch batch, Mode mode) {
    return mode == Mode.INFERENCE
        ? FlatArrays.read(network.output(fill(batch).features(), false))
        : inputs(batch, List.of(network.getnLayers()), mode).get(0);
  }

  /**
   * One pass, which halts before each layer that is asked for: in inference DL4J's activation layer
   * writes over its input, so that a list of all activations shows outputs in place of inputs.
   */
  @Override
  public List<double[]> inputs(Batch batch, List<Integer> layers, Mode mode) {
    List<double[]> seen = new ArrayList<>();
    INDArray reached = fill(batch).features();
    int layer = 0;
    for (int wanted : layers) {
      while (layer < wanted) {
        reached = activate(layer, reached, batch.size(), mode);
        layer++;
      }
      seen.add(FlatArrays.read(reached));
    }
    return seen;
  }

  private INDArray activate(int layer, INDArray input, int size, Mode mode) {
    InputPreProcessor reshaping = network.getLayerWiseConfigurations().getInputPreProcess(layer);
    INDArray shaped = reshaping == null ? input : reshaping.preProcess(input, size, MEMORY);
    Layer reached = network.getLayer(layer);
    boolean training = mode != Mode.INFERENCE && reached.paramTable().containsKey("mean");
    return reached.activate(shaped, training, MEMORY);
  }

  @Override
  public double[] inputGradient(Batch batch) {
    Buffers filled = fill(batch);
    return FlatArrays.read(
        network.calculateGradients(filled.features(), filled.labels(), null, null).getSecond());
  }

  private Buffers fill(Batch batch) {
    int n = batch.size();
    int length = batch.length();
    Buffers filled =
        buffers.computeIfAbsent(
            n,
            size ->
                new Buffers(
                    new double[n * length],
                    Nd4j.create(type, n, length),
                    Nd4j.create(type, n, ImageSet.CLASSES)));
    filled.labels().assign(0);
    for (int i = 0; i < n; i++) {
      filled.labels().putScalar(i, batch.label(i), 1);
      for (int k = 0; k < length; k++) {
        filled.values()[i * length + k] = batch.value(i, k);
      }
    }
    FlatArrays.write(filled.values(), filled.features());
    return filled;
  }
}
