package io.github.bnlab.batchnorm;

import static io.github.bnlab.batchnorm.NormalizationGraph.BETA;
import static io.github.bnlab.batchnorm.NormalizationGraph.GAMMA;
import static io.github.bnlab.batchnorm.NormalizationGraph.INPUT;
import static io.github.bnlab.batchnorm.NormalizationGraph.OUTPUT;
import static io.github.bnlab.batchnorm.NormalizationGraph.OUTPUT_GRADIENT;

import io.github.bnlab.config.ConfigException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Executes a {@link NormalizationLayer} in a network: graphs are built once for each shape of the
 * input, for training and for inference, and run by SameDiff's sessions. It only keeps state; the
 * formulas are in the graphs.
 *
 * <p>Overrides three defects of DL4J's own runtime for such layers: it ignores the training flag,
 * doubles gradients, and its {@code setParam} has no effect.
 */
public final class NormalizationRuntime extends SameDiffLayer {
  private static final long serialVersionUID = 1L;

  /** Graphs kept; a network sees few shapes: full and last batches, evaluation, probes. */
  private static final int MAX_GRAPHS = 8;

  private final transient Map<String, SameDiff> graphs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SameDiff> eldest) {
          return size() > MAX_GRAPHS;
        }
      };

  /** Whether the last forward pass was one of training: a frozen layer's never is. */
  private transient boolean trained = true;

  NormalizationRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private NormalizationLayer configuration() {
    return (NormalizationLayer) conf().getLayer();
  }

  @Override
  @SuppressWarnings("try") // the scope does its work by being open
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    trained = training;
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      SameDiff graph = graph(training);
      INDArray y = graph.output(Map.of(INPUT, typed(input)), OUTPUT).get(OUTPUT);
      forget(graph);
      return workspaces.dup(ArrayType.ACTIVATIONS, y);
    }
  }

  @Override
  @SuppressWarnings("try")
  public Pair<Gradient, INDArray> backpropGradient(INDArray dy, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    Map<String, String> running = trained ? configuration().runningSteps() : Map.of();
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      SameDiff graph = graph(trained);
      if (!trained) {
        freeze(graph);
      }
      OutAndGrad results =
          graph.calculateGradientsAndOutputs(
              Map.of(INPUT, typed(input), OUTPUT_GRADIENT, typed(dy)),
              running.values(),
              List.of(INPUT, GAMMA, BETA));
      Map<String, INDArray> gradients = results.getGradients();
      put(GAMMA, gradients.get(GAMMA));
      put(BETA, gradients.get(BETA));
      running.forEach((key, step) -> put(key, results.getOutputs().get(step)));
      forget(graph);
      INDArray dx = workspaces.dup(ArrayType.ACTIVATION_GRAD, gradients.get(INPUT));
      return new Pair<>(allGradients(), dx);
    }
  }

  private SameDiff graph(boolean training) {
    long[] shape = input.shape();
    return graphs.computeIfAbsent(training + Arrays.toString(shape), key -> build(training, shape));
  }

  private SameDiff build(boolean training, long[] shape) {
    NormalizationLayer layer = configuration();
    SameDiff graph = layer.graph(shape, training, dataType);
    if (shape[1] != layer.getFeatures()) {
      throw new ConfigException(
          "%s: layer %s has %3$d features, but its input is %4$s; give it [N, %3$d] or [N, %3$d, H, W]"
              .formatted(
                  layer.purpose(),
                  layer.getLayerName(),
                  layer.getFeatures(),
                  Arrays.toString(shape)));
    }
    bind(graph);
    return graph;
  }

  private void bind(SameDiff graph) {
    long[] parameterShape = NormalizationGraph.parameterShape(input.shape());
    for (Map.Entry<String, INDArray> parameter : paramTable.entrySet()) {
      INDArray view = parameter.getValue().reshape('c', true, parameterShape);
      NormalizationGraph.bind(graph, parameter.getKey(), view);
    }
  }

  /** Gives a graph of inference a gradient, and the running values of its layer no steps. */
  private void freeze(SameDiff graph) {
    if (graph.getFunction("grad") == null) {
      NormalizationGraph.differentiate(graph);
      bind(graph);
    }
    configuration().runningSteps().keySet().forEach(key -> gradTable.get(key).assign(0));
  }

  /** Frees what a graph holds of the arrays of the last run, which may live in workspaces. */
  private static void forget(SameDiff graph) {
    graph.clearPlaceholders(true);
    graph.clearOpInputs();
  }

  private INDArray typed(INDArray array) {
    return array.castTo(dataType);
  }

  private void put(String key, INDArray value) {
    INDArray view = gradTable.get(key);
    view.assign(value.reshape(view.shape()));
  }

  /** Steps as copies: gradient normalization scales each of these arrays, not only gradients. */
  private Gradient allGradients() {
    Gradient gradient = new DefaultGradient();
    Set<String> running = configuration().runningSteps().keySet();
    for (String key : paramTable.keySet()) {
      INDArray view = gradTable.get(key);
      gradient.setGradientFor(key, running.contains(key) ? view.dup() : view);
    }
    return gradient;
  }

  @Override
  public void setParam(String key, INDArray value) {
    super.setParam(key, value); // checks key and shape
    getParam(key).assign(value);
  }

  /** Gamma and beta only: gradient clipping, which asks for it, must not touch running values. */
  @Override
  public INDArray getGradientsViewArray() {
    INDArray all = super.getGradientsViewArray();
    if (all == null) {
      return null;
    }
    long trained = 2 * configuration().getFeatures();
    return all.reshape(all.length()).get(NDArrayIndex.interval(0, trained));
  }

  @Override
  public boolean updaterDivideByMinibatch(String paramName) {
    return !configuration().runningSteps().containsKey(paramName);
  }
}
