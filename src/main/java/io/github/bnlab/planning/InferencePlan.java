package io.github.bnlab.planning;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The forward pass of a network in inference, compiled into a fixed list of ND4J operations on the
 * network's own parameters: what {@code network.output} computes, several times faster.
 */
public final class InferencePlan {
  private final PlanBuilder builder;
  private final INDArray features;
  private final INDArray probabilities;

  private InferencePlan(MultiLayerNetwork network, int n) throws CannotPlanException {
    Unplannable.refuse(network);
    builder = new PlanBuilder(network.params().dataType(), false);
    features = builder.zeros(n, LayerPlanners.inputs(network));
    ParameterViews parameters = new ParameterViews(network);
    Signal logits = BatchPlan.forward(builder, LayerPlanners.of(network, parameters), features);
    builder.operations().scope("softmax");
    probabilities = SoftmaxLoss.probabilities(builder, logits);
  }

  /**
   * Compiles an initialized network for n examples at a time.
   *
   * @throws CannotPlanException if the network has something that no plan can be made for
   */
  public static InferencePlan compile(MultiLayerNetwork network, int n) throws CannotPlanException {
    return new InferencePlan(network, n);
  }

  /** The input buffer {@code [n, inputs]}. */
  public INDArray features() {
    return features;
  }

  /**
   * Computes the probabilities of the examples in the buffer with the parameters as they are now.
   *
   * @return {@code [n, classes]}, overwritten by the next run
   */
  public INDArray run() {
    builder.operations().run();
    return probabilities;
  }
}
