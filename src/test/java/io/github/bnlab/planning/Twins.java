package io.github.bnlab.planning;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One network trained twice on the same batches: by a plan and by {@code fit}. */
final class Twins {
  final TrainingPlan plan;
  private final MultiLayerNetwork planned;
  private final MultiLayerNetwork fitted;
  private final Batches batches = new Batches();
  private double worstLoss;

  Twins(MultiLayerNetwork network) throws CannotPlanException {
    planned = network;
    fitted = network.clone();
    plan = TrainingPlan.compile(planned);
  }

  /** Every third batch is a smaller one; epochs of five steps. */
  void train(int steps, int batch, int lastBatch) {
    for (int step = 0; step < steps; step++) {
      int n = step % 3 == 2 ? lastBatch : batch;
      batches.fill(plan.features(n), plan.labels(n));
      // The score that fit leaves behind holds the penalties of the parameters before the update.
      double penalties = fitted.calcRegularizationScore(true);
      fitted.fit(plan.features(n).dup(), plan.labels(n).dup());
      double difference = Math.abs(plan.step(n) - (fitted.score() - penalties));
      assertThat(difference).isNotNaN();
      worstLoss = Math.max(worstLoss, difference);
      if (step % 5 == 4) {
        planned.incrementEpochCount();
        fitted.incrementEpochCount();
      }
    }
  }

  void requireEqual(double tolerance) {
    assertThat(worstLoss).as("greatest difference of losses").isLessThan(tolerance);
    requireEqual("parameters", planned.params(), fitted.params(), tolerance);
    assertThat(planned.getIterationCount()).isEqualTo(fitted.getIterationCount());
    INDArray state = fitted.getUpdater().getStateViewArray();
    if (state != null) {
      INDArray own = planned.getUpdater().getStateViewArray();
      requireEqual("state of the updater", own, state, tolerance);
    }
  }

  private static void requireEqual(String what, INDArray a, INDArray b, double tolerance) {
    INDArray difference = a.sub(b);
    assertThat(difference.sumNumber().doubleValue()).as(what).isNotNaN();
    assertThat(difference.amaxNumber().doubleValue())
        .as("greatest difference of " + what)
        .isLessThan(tolerance);
  }
}
