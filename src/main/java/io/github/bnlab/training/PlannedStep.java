package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.planning.TrainingPlan;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A step compiled into fixed operations; its arrays are those that the plan reads from. */
record PlannedStep(TrainingPlan plan) implements TrainingStep {
  @Override
  public StepKind kind() {
    return StepKind.PLANNED;
  }

  @Override
  public INDArray features(int n) {
    return plan.features(n);
  }

  @Override
  public INDArray labels(int n) {
    return plan.labels(n);
  }

  @Override
  public double take(int n) {
    return plan.step(n);
  }
}
