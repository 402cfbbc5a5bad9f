package io.github.bnlab.engine;

import io.github.bnlab.engine.kernels.Updates;
import io.github.bnlab.engine.kernels.Updates.Clipping;
import io.github.bnlab.engine.kernels.Updates.Penalty;
import io.github.bnlab.engine.kernels.Updates.Rule;
import io.github.bnlab.network.MomentumSgd;
import io.github.bnlab.network.TorchAdam;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.UpdaterBlock.ParamState;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * From gradients to new parameters, as DL4J's updater does it: clipping layer by layer, L2, then
 * the rule (SGD, momentum, Adam).
 *
 * <p>A layer is clipped over what it says is its gradient: DL4J's own batch normalization counts
 * the steps of its running values in.
 */
final class UpdateCompiler {
  private UpdateCompiler() {}

  /**
   * Reads the update of a network.
   *
   * @throws UnsupportedLayerException if it has a part that there is no kernel for
   */
  static Updates compile(MultiLayerNetwork network) throws UnsupportedLayerException {
    Updater updater = network.getUpdater();
    if (!(updater instanceof BaseMultiLayerUpdater<?> byBlocks)) {
      throw new UnsupportedLayerException("the network has no updater of DL4J's usual kind");
    }
    Updates all = new Updates(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int start = 0;
    for (Layer layer : network.getLayers()) {
      if (layer.numParams() > 0) {
        int end = start + Math.toIntExact(layer.getGradientsViewArray().length());
        addClipping(layer.getConfig(), start, end, all.clippings());
      }
      start += Math.toIntExact(layer.numParams());
    }
    for (UpdaterBlock block : byBlocks.getUpdaterBlocks()) {
      for (ParamState parameter : block.getLayersAndVariablesInBlock()) {
        addPenalties(parameter, all.penalties());
      }
      all.rules().add(rule(block));
    }
    return all;
  }

  private static void addClipping(TrainingConfig config, int from, int to, List<Clipping> clippings)
      throws UnsupportedLayerException {
    GradientNormalization kind = config.getGradientNormalization();
    double threshold = config.getGradientNormalizationThreshold();
    boolean byNorm = kind == GradientNormalization.ClipL2PerLayer;
    if (byNorm || kind == GradientNormalization.ClipElementWiseAbsoluteValue) {
      clippings.add(new Clipping(byNorm, from, to, threshold));
    } else if (kind != null && kind != GradientNormalization.None) {
      throw new UnsupportedLayerException(
          "the gradient normalization " + kind + " has no engine step");
    }
  }

  /** L2: the gradient of {@code l2 / 2 * sum(w^2)} is {@code l2 * w}. */
  private static void addPenalties(ParamState parameter, List<Penalty> penalties)
      throws UnsupportedLayerException {
    List<Regularization> all =
        parameter.getLayer().getConfig().getRegularizationByParam(parameter.getParamName());
    for (Regularization one : all == null ? List.<Regularization>of() : all) {
      if (!(one instanceof L2Regularization l2 && l2.getL2() instanceof FixedSchedule)) {
        throw new UnsupportedLayerException(
            "the penalty " + one.getClass().getSimpleName() + " has no engine step");
      }
      double factor = l2.getL2().valueAt(0, 0);
      penalties.add(
          new Penalty(parameter.getParamOffsetStart(), parameter.getParamOffsetEnd(), factor));
    }
  }

  private static Rule rule(UpdaterBlock block) throws UnsupportedLayerException {
    IUpdater updater = block.getGradientUpdater().getConfig();
    Rule.Kind kind;
    Rule.Numbers numbers;
    if (updater instanceof Sgd) {
      kind = Rule.Kind.SGD;
      numbers = (i, e) -> new double[] {updater.getLearningRate(i, e)};
    } else if (updater instanceof NoOp) {
      kind = Rule.Kind.SGD;
      numbers = (i, e) -> new double[] {1};
    } else if (updater instanceof MomentumSgd momentum) {
      // Before Nesterovs, which it extends.
      kind = Rule.Kind.MOMENTUM;
      numbers = (i, e) -> new double[] {momentum.getLearningRate(i, e), momentum.getMomentum()};
    } else if (updater instanceof Nesterovs momentum) {
      kind = Rule.Kind.NESTEROV;
      numbers =
          (i, e) -> new double[] {momentum.getLearningRate(i, e), momentum.currentMomentum(i, e)};
    } else if (updater instanceof Adam adam) {
      kind = Rule.Kind.ADAM;
      numbers = (i, e) -> numbers(adam, i, e);
    } else {
      throw new UnsupportedLayerException(
          "the updater " + updater.getClass().getSimpleName() + " has no engine step");
    }
    return new Rule(
        kind,
        block.getParamOffsetStart(),
        block.getParamOffsetEnd(),
        block.getUpdaterViewOffsetStart(),
        numbers);
  }

  /** Adam's, with the correction for the bias of its means in the rate, where DL4J has it. */
  private static double[] numbers(Adam adam, int iteration, int epoch) {
    double beta1 = adam.getBeta1();
    double beta2 = adam.getBeta2();
    double correction =
        Math.sqrt(1 - StrictMath.pow(beta2, iteration + 1))
            / (1 - StrictMath.pow(beta1, iteration + 1));
    double epsilon =
        adam instanceof TorchAdam torch ? torch.epsilonAt(iteration) : adam.getEpsilon();
    return new double[] {
      adam.getLearningRate(iteration, epoch) * correction, beta1, beta2, epsilon
    };
  }
}
