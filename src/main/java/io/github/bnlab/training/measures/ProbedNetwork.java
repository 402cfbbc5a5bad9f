package io.github.bnlab.training.measures;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.planning.CannotPlanException;
import io.github.bnlab.planning.TrainingPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A copy of a network that is put to any point of parameter space and asked for its gradient. */
final class ProbedNetwork {
  /** Running statistics: parameters of a network that no gradient trains. */
  private static final Set<String> RUNNING = Set.of("mean", "var");

  private final MultiLayerNetwork original;
  private final MultiLayerNetwork copy;
  private final TrainingPlan plan;
  private final boolean[] trained;
  private final List<Stretch> layers = new ArrayList<>();

  /**
   * The parameters of a layer with weights, in the vector of all.
   *
   * @param name such as {@code conv1}
   * @param index among the layers of the network
   * @param from first element
   * @param to last element, exclusive
   */
  record Stretch(String name, int index, int from, int to) {}

  ProbedNetwork(MultiLayerNetwork network) {
    original = network;
    copy = network.clone();
    try {
      plan = TrainingPlan.compile(copy);
    } catch (CannotPlanException e) {
      throw new ConfigException(
          "recording.measures needs a network that steps can be planned for: " + e.getMessage());
    }
    trained = new boolean[Math.toIntExact(network.numParams())];
    int at = 0;
    for (Layer layer : network.getLayers()) {
      int start = at;
      for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
        int end = at + Math.toIntExact(parameter.getValue().length());
        Arrays.fill(trained, at, end, !RUNNING.contains(parameter.getKey()));
        at = end;
      }
      if (layer.paramTable().containsKey("W")) {
        layers.add(
            new Stretch(layer.conf().getLayer().getLayerName(), layer.getIndex(), start, at));
      }
    }
  }

  /** Layers with weights, first to last. */
  List<Stretch> layers() {
    return layers;
  }

  /** The parameters of the network as they are now. */
  double[] parametersNow() {
    return original.params().toDoubleVector();
  }

  /** Takes the batch that gradients are asked for, and what dropout depends on. */
  void take(INDArray features, INDArray labels) {
    int n = (int) features.size(0);
    plan.features(n).assign(features);
    plan.labels(n).assign(labels);
    copy.setIterationCount(original.getIterationCount());
  }

  /** Goes to a point of parameter space. */
  void goTo(double... parameters) {
    copy.params().assign(Nd4j.createFromArray(parameters).reshape(copy.params().shape()));
  }

  /** The mean loss of a batch of n examples here; the gradient is there to be asked for then. */
  double loss(int n) {
    return plan.computeGradient(n);
  }

  /** The gradient of the loss that was computed last; 0 for running statistics. */
  double[] gradient() {
    double[] gradient = plan.gradient().toDoubleVector();
    for (int i = 0; i < gradient.length; i++) {
      if (!trained[i]) {
        gradient[i] = 0;
      }
    }
    return gradient;
  }

  /** What each layer gives on while training, first to last, after the images themselves. */
  List<INDArray> activations(INDArray images) {
    return copy.feedForward(images, true);
  }
}
