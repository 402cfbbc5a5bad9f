package io.github.bnlab.planning;

import io.github.bnlab.lowering.OperationTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Training steps of a network, compiled into fixed lists of ND4J operations on the network's own
 * parameters: what {@code network.fit} computes, several times faster.
 *
 * <p>Fill {@link #features} and {@link #labels} and call {@link #step}. There is one list for each
 * batch size that occurs, made when it is first asked for. Everything stays in the network:
 * parameters, state of the updater, iteration count; saving, evaluation and {@code fit} itself work
 * on it at any time between two steps. Epochs are counted by whoever trains ({@code
 * network.incrementEpochCount()}).
 *
 * <p>Not for use by several threads at once. Steps are bit for bit the same from run to run.
 */
public final class TrainingPlan {
  /** The batch size that is planned at once, to find out whether the network can be. */
  private static final int PROBE = 2;

  private final MultiLayerNetwork network;
  private final ParameterViews parameters;
  private final Update update;
  private final Map<Integer, BatchPlan> plans = new HashMap<>();

  private TrainingPlan(MultiLayerNetwork network) throws CannotPlanException {
    this.network = network;
    Unplannable.refuse(network);
    parameters = new ParameterViews(network);
    update = new Update(network, parameters);
    plans.put(PROBE, new BatchPlan(network, parameters, PROBE));
  }

  /**
   * Compiles an initialized network.
   *
   * @throws CannotPlanException if the network has something that no plan can be made for
   */
  public static TrainingPlan compile(MultiLayerNetwork network) throws CannotPlanException {
    return new TrainingPlan(network);
  }

  /** The input buffer {@code [n, inputs]} of steps with n examples. */
  public INDArray features(int n) {
    return plan(n).features();
  }

  /** The buffer {@code [n, classes]} of the one-hot labels of steps with n examples. */
  public INDArray labels(int n) {
    return plan(n).labels();
  }

  /**
   * Trains on the n examples in the buffers: forward, backward, update.
   *
   * @return the mean loss of the batch before the update, without penalties
   */
  public double step(int n) {
    BatchPlan plan = plan(n);
    plan.run();
    update.run();
    return plan.meanLoss();
  }

  /**
   * The forward and the backward pass of a step, without its update: nothing of the network
   * changes.
   *
   * @return the mean loss of the batch, without penalties
   */
  public double computeGradient(int n) {
    BatchPlan plan = plan(n);
    plan.run();
    return plan.meanLoss();
  }

  /**
   * The gradient of the mean loss that {@link #computeGradient} left, without penalties, in the
   * order of {@code network.params()}, {@code [parameters]}; in the place of running statistics it
   * holds the steps that they would take.
   */
  public INDArray gradient() {
    return parameters.gradient(0, network.numParams());
  }

  /** Runs steps on whatever is in the buffers, without updates, and tells where the time goes. */
  public List<OperationTime> profile(int n, int rounds) {
    return plan(n).profile(rounds);
  }

  private BatchPlan plan(int n) {
    return plans.computeIfAbsent(n, this::newPlan);
  }

  private BatchPlan newPlan(int n) {
    try {
      return new BatchPlan(network, parameters, n);
    } catch (CannotPlanException e) {
      throw new IllegalStateException("the network has changed since it was compiled", e);
    }
  }
}
