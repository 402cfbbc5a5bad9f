package io.github.bnlab.training;

import io.github.bnlab.planning.CannotPlanException;
import io.github.bnlab.planning.InferencePlan;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Forward passes compiled into fixed operations, one list for each batch size that occurs. */
final class PlannedInference implements Inference {
  private final MultiLayerNetwork network;
  private final Map<Integer, InferencePlan> plans = new HashMap<>();

  PlannedInference(MultiLayerNetwork network) {
    this.network = network;
  }

  @Override
  public INDArray features(int n) {
    return plan(n).features();
  }

  @Override
  public INDArray probabilities(int n) {
    return plan(n).run();
  }

  private InferencePlan plan(int n) {
    return plans.computeIfAbsent(n, this::compile);
  }

  private InferencePlan compile(int n) {
    try {
      return InferencePlan.compile(network, n);
    } catch (CannotPlanException e) {
      throw new IllegalStateException("a network that can be trained by a plan has none", e);
    }
  }
}
