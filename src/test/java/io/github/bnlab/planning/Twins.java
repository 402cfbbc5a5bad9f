package io.github.bnlab.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One network trained twice on the same batches: by a plan and by {@code fit}. */
final class Twins {
  final MultiLayerNetwork planned;
  final MultiLayerNetwork fitted;
  final TrainingPlan plan;
  private final Random random = new Random(7);
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
      fill(plan.features(n), plan.labels(n));
      fitted.fit(plan.features(n).dup(), plan.labels(n).dup());
      double loss = plan.step(n);

      worstLoss = Math.max(worstLoss, Math.abs(loss - lossOf(fitted)));
      if (step % 5 == 4) {
        planned.incrementEpochCount();
        fitted.incrementEpochCount();
      }
    }
  }

  /** fit leaves score() with the penalties at the parameters before the update. */
  private double lossOf(MultiLayerNetwork network) {
    return network.score() - penaltiesBefore;
  }

  private double penaltiesBefore;

  private void fill(INDArray features, INDArray labels) {
    labels.assign(0);
    for (long i = 0; i < features.size(0); i++) {
      int label = random.nextInt((int) labels.size(1));
      labels.putScalar(i, label, 1);
      for (long j = 0; j < features.size(1); j++) {
        boolean inside = j % labels.size(1) == label;
        features.putScalar(i, j, random.nextDouble() * (inside ? 1 : 0.5));
      }
    }
    penaltiesBefore = fitted.calcRegularizationScore(true);
  }

  void requireEqual(double tolerance) {
    assertThat(worstLoss).as("greatest difference of losses").isLessThan(tolerance);
    INDArray difference = planned.params().sub(fitted.params());
    assertThat(Double.isNaN(difference.sumNumber().doubleValue())).isFalse();
    assertThat(difference.amaxNumber().doubleValue())
        .as("greatest difference of parameters")
        .isLessThan(tolerance);
    assertThat(planned.getIterationCount()).isEqualTo(fitted.getIterationCount());
    INDArray state = fitted.getUpdater().getStateViewArray();
    if (state != null) {
      INDArray own = planned.getUpdater().getStateViewArray();
      assertThat(own.sub(state).amaxNumber().doubleValue())
          .as("greatest difference of the updater's state")
          .isLessThan(tolerance);
    }
  }
}
