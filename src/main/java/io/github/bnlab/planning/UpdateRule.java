package io.github.bnlab.planning;

import io.github.bnlab.lowering.FixedArrays;
import io.github.bnlab.lowering.Operations;
import io.github.bnlab.network.MomentumSgd;
import io.github.bnlab.network.TorchAdam;
import java.util.Arrays;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The update rule of one stretch of the parameters that shares it: an operation whose arguments
 * follow the learning-rate schedule.
 */
final class UpdateRule {
  /** What the operation takes at an iteration and epoch, both counted from 0. */
  private interface Arguments {
    double[] at(int iteration, int epoch);
  }

  private final DynamicCustomOp operation;
  private final OpContext context = Nd4j.getExecutioner().buildContext();
  private final Arguments arguments;
  private final boolean counts;
  private double[] current = {};

  private UpdateRule(String kind, Arguments arguments, boolean counts) {
    this.operation = DynamicCustomOp.builder(kind).build();
    this.arguments = arguments;
    this.counts = counts;
    context.shapeFunctionOverride(true);
  }

  /** Appends the rule of a block, up to and with the subtraction from the parameters. */
  static UpdateRule append(Operations operations, UpdaterBlock block, ParameterViews parameters)
      throws CannotPlanException {
    INDArray values = parameters.value(block.getParamOffsetStart(), block.getParamOffsetEnd());
    INDArray gradient = parameters.gradient(block.getParamOffsetStart(), block.getParamOffsetEnd());
    IUpdater updater = block.getGradientUpdater().getConfig();
    if (updater instanceof Sgd || updater instanceof NoOp) {
      boolean plain = updater instanceof Sgd;
      UpdateRule rule =
          new UpdateRule(
              "axpy", (i, e) -> new double[] {plain ? -updater.getLearningRate(i, e) : -1}, false);
      return rule.append(operations, new INDArray[] {values, gradient}, new INDArray[] {values});
    }
    INDArray[] arrays = arrays(block, gradient, updater instanceof Adam ? 2 : 1);
    if (updater instanceof MomentumSgd momentum) {
      return momentum(operations, momentum, values, arrays);
    }
    UpdateRule rule = withState(updater);
    rule.append(operations, arrays, arrays);
    operations.addScaled(values, gradient, -1);
    return rule;
  }

  private static UpdateRule descent(IUpdater updater) {
    return new UpdateRule("axpy", (i, e) -> new double[] {-updater.getLearningRate(i, e)}, false);
  }

  private static UpdateRule constant() {
    return new UpdateRule("axpy", (i, e) -> new double[] {-1}, false);
  }

  /** {@code velocity = momentum * velocity + gradient; values -= rate * velocity}. */
  private static UpdateRule momentum(
      Operations operations, MomentumSgd updater, INDArray values, INDArray[] arrays) {
    INDArray gradient = arrays[0];
    INDArray velocity = arrays[1];
    INDArray momentum = FixedArrays.scalar(values.dataType(), updater.getMomentum());
    operations.apply("multiply", velocity, velocity, momentum);
    operations.apply("add", velocity, velocity, gradient);
    INDArray[] inputs = {values, velocity};
    return descent(updater).append(operations, inputs, new INDArray[] {values});
  }

  private static UpdateRule withState(IUpdater updater) throws CannotPlanException {
    if (updater instanceof Nesterovs momentum) {
      return new UpdateRule(
          "nesterovs_updater",
          (i, e) -> new double[] {momentum.getLearningRate(i, e), momentum.currentMomentum(i, e)},
          false);
    }
    if (updater instanceof Adam adam) {
      return new UpdateRule(
          "adam_updater",
          (i, e) ->
              new double[] {
                adam.getLearningRate(i, e), adam.getBeta1(), adam.getBeta2(), epsilon(adam, i)
              },
          true);
    }
    throw new CannotPlanException(
        "the updater " + updater.getClass().getSimpleName() + " cannot be planned");
  }

  /**
   * The gradient, which becomes the update, and the parts of the block's state, last part first.
   */
  private static INDArray[] arrays(UpdaterBlock block, INDArray gradient, int parts) {
    INDArray state = block.getUpdaterView();
    state = state.reshape(state.length());
    INDArray[] arrays = new INDArray[parts + 1];
    arrays[0] = gradient;
    for (int part = 0; part < parts; part++) {
      long start = part * gradient.length();
      arrays[parts - part] = state.get(NDArrayIndex.interval(start, start + gradient.length()));
    }
    return arrays;
  }

  private static double epsilon(Adam adam, int iteration) {
    return adam instanceof TorchAdam torch ? torch.epsilonAt(iteration) : adam.getEpsilon();
  }

  private UpdateRule append(Operations operations, INDArray[] inputs, INDArray[] outputs) {
    context.setInputArrays(inputs);
    context.setOutputArrays(outputs);
    OpExecutioner executioner = Nd4j.getExecutioner();
    operations.step(operation.opName(), () -> executioner.exec(operation, context));
    return this;
  }

  /** Sets the arguments for the update to come. */
  void prepare(int iteration, int epoch) {
    double[] next = arguments.at(iteration, epoch);
    if (!Arrays.equals(next, current)) {
      context.setTArguments(next);
      current = next;
    }
    if (counts) {
      context.setIArguments(iteration);
    }
  }
}
