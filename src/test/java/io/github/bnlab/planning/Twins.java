package io.github.bnlab.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One network trained twice on the same batches: by a plan and by {@code fit}. */
final class Twins {
  final TrainingPlan plan;
  private final MultiLayerNetwork planned;
  private final MultiLayerNetwork fitted;
  private final Batches batches = new Batches();
  private int taken;
  private double worstLoss;

  Twins(MultiLayerNetwork network) throws CannotPlanException {
    planned = network;
    fitted = network.clone();
    plan = TrainingPlan.compile(planned);
  }

  /** Every third batch is a smaller one; epochs of five steps. */
  void train(int steps, int batch, int lastBatch) {
    for (int i = 0; i < steps; i++) {
      worstLoss = Math.max(worstLoss, step(batch, lastBatch));
    }
  }

  /**
   * As {@link #train}, but both take every step from the state in which the plan left the network.
   *
   * @return for each step, how far the two were apart after it
   */
  List<Double> trainTogether(int steps, int batch, int lastBatch) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      double loss = step(batch, lastBatch);
      differences.add(Math.max(loss, difference(planned.params(), fitted.params())));
      fitted.params().assign(planned.params());
      INDArray state = fitted.getUpdater().getStateViewArray();
      if (state != null) {
        state.assign(planned.getUpdater().getStateViewArray());
      }
    }
    return differences;
  }

  /** Returns the difference of the losses. */
  private double step(int batch, int lastBatch) {
    int n = taken % 3 == 2 ? lastBatch : batch;
    batches.fill(plan.features(n), plan.labels(n));
    // The score that fit leaves behind holds the penalties of the parameters before the update.
    double penalties = fitted.calcRegularizationScore(true);
    fitted.fit(plan.features(n).dup(), plan.labels(n).dup());
    double difference = Math.abs(plan.step(n) - (fitted.score() - penalties));
    assertThat(difference).isNotNaN();
    taken++;
    if (taken % 5 == 0) {
      planned.incrementEpochCount();
      fitted.incrementEpochCount();
    }
    return difference;
  }

  void requireEqual(double tolerance) {
    requireEqualLosses(tolerance);
    requireEqual("parameters", planned.params(), fitted.params(), tolerance);
    INDArray state = fitted.getUpdater().getStateViewArray();
    if (state != null) {
      INDArray own = planned.getUpdater().getStateViewArray();
      requireEqual("state of the updater", own, state, tolerance);
    }
  }

  void requireEqualLosses(double tolerance) {
    assertThat(worstLoss).as("greatest difference of losses").isLessThan(tolerance);
    assertThat(planned.getIterationCount()).isEqualTo(fitted.getIterationCount());
  }

  private static void requireEqual(String what, INDArray a, INDArray b, double tolerance) {
    assertThat(difference(a, b)).as("greatest difference of " + what).isLessThan(tolerance);
  }

  private static double difference(INDArray a, INDArray b) {
    INDArray difference = a.sub(b);
    assertThat(difference.sumNumber().doubleValue()).isNotNaN();
    return difference.amaxNumber().doubleValue();
  }
}
