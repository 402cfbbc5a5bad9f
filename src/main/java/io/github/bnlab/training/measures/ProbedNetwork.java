package io.github.bnlab.training.measures;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.engine.TrainingEngine;
import io.github.bnlab.engine.UnsupportedLayerException;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import io.github.bnlab.network.FlatArrays;
import io.github.bnlab.training.TrainingObserver.TrialStarted;
import io.github.bnlab.training.TrainingStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A copy of a network that computes loss and gradient at any point of parameter space. */
final class ProbedNetwork {
  private final TrialStarted trial;
  private final MultiLayerNetwork copy;
  private final TrainingEngine engine;
  private final boolean[] trained;
  private final List<ParameterRange> layers = new ArrayList<>();

  /**
   * The parameters of a layer with weights, in the vector of all.
   *
   * @param name such as {@code conv1}
   * @param index among the layers of the network
   * @param inputs units of its input, or channels
   * @param from first element
   * @param to last element, exclusive
   */
  record ParameterRange(String name, int index, int inputs, int from, int to) {}

  ProbedNetwork(TrialStarted trial) {
    this.trial = trial;
    MultiLayerNetwork network = trial.network();
    copy = network.clone();
    try {
      engine = TrainingEngine.compile(copy, TrainingStep.threads());
    } catch (UnsupportedLayerException e) {
      throw new ConfigException(
          "recording.measures needs a network that the engine can train: " + e.getMessage());
    }
    Set<String> untrained =
        trial.config().batchNorm().convention().affine()
            ? Set.of("mean", "var")
            : Set.of("mean", "var", "gamma", "beta");
    trained = new boolean[Math.toIntExact(network.numParams())];
    int at = 0;
    for (Layer layer : network.getLayers()) {
      int start = at;
      for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
        int end = at + Math.toIntExact(parameter.getValue().length());
        Arrays.fill(trained, at, end, !untrained.contains(parameter.getKey()));
        at = end;
      }
      if (layer.paramTable().containsKey("W")) {
        FeedForwardLayer conf = (FeedForwardLayer) layer.conf().getLayer();
        layers.add(
            new ParameterRange(
                conf.getLayerName(), layer.getIndex(), (int) conf.getNIn(), start, at));
      }
    }
  }

  /** Layers with weights, first to last. */
  List<ParameterRange> layers() {
    return layers;
  }

  /** The parameters of the network as they are now. */
  double[] parametersNow() {
    return FlatArrays.read(trial.network().params());
  }

  /**
   * The mean loss of a batch and its gradient by the parameters, which is 0 for those that are not
   * trained: running statistics, fixed gamma and beta.
   */
  record Point(double loss, double[] gradient) {}

  /**
   * Loss and gradient at a point of parameter space.
   *
   * @param iteration that dropout depends on
   */
  Point at(double[] parameters, Batch batch, int iteration) {
    engine.load(parameters);
    copy.setIterationCount(iteration);
    double loss = engine.computeGradient(batch);
    double[] gradient = engine.gradient();
    Arrays.setAll(gradient, i -> trained[i] ? gradient[i] : 0);
    return new Point(loss, gradient);
  }

  /** Statistics of the inputs of some layers there, in training mode. */
  List<InputStatistics> inputs(
      double[] parameters, Batch batch, int iteration, List<ParameterRange> some) {
    engine.load(parameters);
    copy.setIterationCount(iteration);
    List<double[]> values =
        engine.inputs(batch, some.stream().map(ParameterRange::index).toList(), Mode.TRAINING);
    return IntStream.range(0, some.size())
        .mapToObj(i -> InputStatistics.of(values.get(i), batch.size(), some.get(i).inputs()))
        .toList();
  }
}
