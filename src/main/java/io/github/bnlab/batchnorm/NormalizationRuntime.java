package io.github.bnlab.batchnorm;

import static io.github.bnlab.batchnorm.NormalizationGraph.BETA;
import static io.github.bnlab.batchnorm.NormalizationGraph.GAMMA;
import static io.github.bnlab.batchnorm.NormalizationGraph.INPUT;
import static io.github.bnlab.batchnorm.NormalizationGraph.OUTPUT;

import io.github.bnlab.config.ConfigException;
import java.util.Arrays;
import java.util.HashMap;
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
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Executes a {@link NormalizationLayer} in a network: graphs are built once for each shape of the
 * input, for training and for inference. It only keeps state; the formulas are in the graphs.
 *
 * <p>Overrides three defects of DL4J's own runtime for such layers: it ignores the training flag,
 * doubles gradients, and its {@code setParam} has no effect.
 */
public final class NormalizationRuntime extends SameDiffLayer {
  private static final long serialVersionUID = 1L;

  /** Two for each shape; a network sees few: full and last batches, evaluation, probes. */
  private static final int MAX_RUNNERS = 16;

  private final transient Map<String, GraphRunner> runners =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, GraphRunner> eldest) {
          return size() > MAX_RUNNERS;
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
      INDArray y = runner(false).run(Map.of(INPUT, typed(input))).get(OUTPUT);
      return moved(y, ArrayType.ACTIVATIONS, workspaces);
    }
  }

  @Override
  @SuppressWarnings("try")
  public Pair<Gradient, INDArray> backpropGradient(INDArray dy, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      Map<String, INDArray> results =
          runner(true).run(Map.of(INPUT, typed(input), OUTPUT, typed(dy)));
      for (String key : paramTable.keySet()) {
        put(key, results.get(key));
      }
      INDArray dx = moved(results.get(INPUT), ArrayType.ACTIVATION_GRAD, workspaces);
      return new Pair<>(allGradients(), dx);
    }
  }

  private GraphRunner runner(boolean backward) {
    long[] shape = input.shape();
    String key = backward + " " + trained + Arrays.toString(shape);
    return runners.computeIfAbsent(key, absent -> build(backward, shape));
  }

  private GraphRunner build(boolean backward, long[] shape) {
    NormalizationLayer layer = configuration();
    SameDiff graph = layer.graph(shape, trained, dataType);
    if (shape[1] != layer.getFeatures()) {
      throw new ConfigException(
          "%s: layer %s has %3$d features, but its input is %4$s; give it [N, %3$d] or [N, %3$d, H, W]"
              .formatted(
                  layer.purpose(),
                  layer.getLayerName(),
                  layer.getFeatures(),
                  Arrays.toString(shape)));
    }
    if (backward && !trained) {
      NormalizationGraph.differentiate(graph);
    }
    bind(graph);
    if (!backward) {
      return new GraphRunner(graph, Map.of(INPUT, INPUT), Map.of(OUTPUT, OUTPUT));
    }
    Map<String, String> results = new HashMap<>(trained ? layer.runningSteps() : Map.of());
    for (String name : List.of(INPUT, GAMMA, BETA)) {
      results.put(name, NormalizationGraph.gradientName(graph, name));
    }
    String dy = NormalizationGraph.gradientName(graph, OUTPUT);
    return new GraphRunner(graph.getFunction("grad"), Map.of(INPUT, INPUT, OUTPUT, dy), results);
  }

  private void bind(SameDiff graph) {
    long[] parameterShape = NormalizationGraph.parameterShape(input.shape());
    for (Map.Entry<String, INDArray> parameter : paramTable.entrySet()) {
      INDArray view = parameter.getValue().reshape('c', true, parameterShape);
      NormalizationGraph.bind(graph, parameter.getKey(), view);
    }
  }

  private static INDArray moved(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
    INDArray copy = workspaces.dup(type, array);
    array.close();
    return copy;
  }

  private INDArray typed(INDArray array) {
    return array.castTo(dataType);
  }

  /** A frozen layer's running values have no steps. */
  private void put(String key, INDArray value) {
    INDArray view = gradTable.get(key);
    if (value == null) {
      view.assign(0);
    } else {
      view.assign(value.reshape(view.shape()));
    }
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
