package io.github.bnlab.planning;

import io.github.bnlab.lowering.CannotLowerException;
import io.github.bnlab.lowering.OperationTime;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Forward and backward pass of one network for one batch size. */
final class BatchPlan {
  private final PlanBuilder builder;
  private final INDArray features;
  private final INDArray labels;
  private final SoftmaxLoss loss = new SoftmaxLoss();

  BatchPlan(MultiLayerNetwork network, ParameterViews parameters, int examples)
      throws CannotPlanException {
    builder = new PlanBuilder(network.params().dataType(), true);
    OutputLayer output = (OutputLayer) network.getOutputLayer().conf().getLayer();
    features = builder.zeros(examples, LayerPlanners.inputs(network));
    labels = builder.zeros(examples, output.getNOut());
    List<LayerPlanner> planners = LayerPlanners.of(network, parameters);
    Signal logits = forward(builder, planners, features);
    double clip = ((LossMCXENT) output.getLossFn()).getSoftmaxClipEps();
    backward(planners, loss.plan(builder, logits, labels, clip));
  }

  /**
   * Appends the forward pass of all planners.
   *
   * @throws CannotPlanException if the graph of a layer cannot be lowered
   */
  static Signal forward(PlanBuilder builder, List<LayerPlanner> planners, INDArray features)
      throws CannotPlanException {
    Layout layout = Layout.features(features.size(0), features.size(1));
    Signal signal = Signal.of(features, layout);
    for (int i = 0; i < planners.size(); i++) {
      boolean last = i == planners.size() - 1;
      double factor = last ? 1 : planners.get(i + 1).inputFactor();
      builder.operations().scope(name(planners, i) + " forward");
      try {
        signal = planners.get(i).forward(builder, signal, factor);
      } catch (CannotLowerException e) {
        throw notLowered(name(planners, i), e);
      }
    }
    return signal;
  }

  private void backward(List<LayerPlanner> planners, Signal gradient) throws CannotPlanException {
    int first = 0;
    while (!planners.get(first).hasParameters()) {
      first++;
    }
    for (int i = planners.size() - 1; i >= first; i--) {
      builder.operations().scope(name(planners, i) + " backward");
      try {
        gradient = planners.get(i).backward(builder, gradient, i > first);
      } catch (CannotLowerException e) {
        throw notLowered(name(planners, i), e);
      }
    }
  }

  private static CannotPlanException notLowered(String layer, CannotLowerException cause) {
    return new CannotPlanException("layer " + layer + " cannot be planned: " + cause.getMessage());
  }

  private static String name(List<LayerPlanner> planners, int index) {
    String kind = planners.get(index).getClass().getSimpleName().replace("Planner", "");
    return index + " " + kind;
  }

  INDArray features() {
    return features;
  }

  INDArray labels() {
    return labels;
  }

  /** Computes loss and gradients of the batch in {@link #features} and {@link #labels}. */
  void run() {
    builder.operations().run();
  }

  /** The mean loss of the batch that was run last. */
  double meanLoss() {
    return loss.mean();
  }

  List<OperationTime> profile(int rounds) {
    return builder.operations().profile(rounds);
  }
}
