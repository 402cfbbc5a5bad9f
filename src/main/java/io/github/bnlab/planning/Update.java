package io.github.bnlab.planning;

import io.github.bnlab.lowering.Operations;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.UpdaterBlock.ParamState;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * From gradients to new parameters, as DL4J's updater does it: clipping layer by layer, L2, the
 * rule (SGD, momentum, Adam), subtraction. State of the rule is the network's own, so that it is
 * saved with the network, and DL4J can go on from where a plan stopped and the other way round.
 */
final class Update {
  private final MultiLayerNetwork network;
  private final Operations operations = new Operations().scope("update");
  private final List<UpdateRule> rules = new ArrayList<>();

  Update(MultiLayerNetwork network, ParameterViews parameters) throws CannotPlanException {
    this.network = network;
    Updater updater = network.getUpdater();
    if (!(updater instanceof BaseMultiLayerUpdater<?> byBlocks)) {
      throw new CannotPlanException("the network has no updater of DL4J's usual kind");
    }
    Clipping.append(operations, network, parameters);
    for (UpdaterBlock block : byBlocks.getUpdaterBlocks()) {
      for (ParamState state : block.getLayersAndVariablesInBlock()) {
        appendPenalties(state, parameters);
      }
      rules.add(UpdateRule.append(operations, block, parameters));
    }
  }

  /** L2: the gradient of {@code l2 / 2 * sum(w^2)} is {@code l2 * w}. */
  private void appendPenalties(ParamState state, ParameterViews parameters)
      throws CannotPlanException {
    List<Regularization> all =
        state.getLayer().getConfig().getRegularizationByParam(state.getParamName());
    for (Regularization one : all == null ? List.<Regularization>of() : all) {
      if (!(one instanceof L2Regularization l2 && l2.getL2() instanceof FixedSchedule)) {
        throw new CannotPlanException(
            "the penalty " + one.getClass().getSimpleName() + " cannot be planned");
      }
      double factor = l2.getL2().valueAt(0, 0);
      INDArray weights = parameters.value(state.getParamOffsetStart(), state.getParamOffsetEnd());
      INDArray gradient =
          parameters.gradient(state.getParamOffsetStart(), state.getParamOffsetEnd());
      operations.addScaled(gradient, weights, factor);
    }
  }

  /** Updates the parameters from the gradients and counts the iteration. */
  void run() {
    int iteration = network.getIterationCount();
    int epoch = network.getEpochCount();
    for (UpdateRule rule : rules) {
      rule.prepare(iteration, epoch);
    }
    operations.run();
    network.setIterationCount(iteration + 1);
  }
}
