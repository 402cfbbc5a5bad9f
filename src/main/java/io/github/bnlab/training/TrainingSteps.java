package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.planning.CannotPlanException;
import io.github.bnlab.planning.TrainingPlan;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Chooses how steps are executed. */
public final class TrainingSteps {
  private TrainingSteps() {}

  /**
   * The step that the settings ask for, or DL4J's own where no plan can be made.
   *
   * @param notice told in one line if it is not the one asked for
   */
  public static TrainingStep of(
      MultiLayerNetwork network, TrainingConfig config, Consumer<String> notice) {
    if (config.step() == StepKind.PLANNED) {
      try {
        return new PlannedStep(TrainingPlan.compile(network));
      } catch (CannotPlanException e) {
        notice.accept("training by DL4J's own, slower steps: no plan: " + e.getMessage());
      }
    }
    return new Dl4jStep(network, config.l2() > 0);
  }

  /** Forward passes executed in the same way as steps of a kind. */
  public static Inference inference(MultiLayerNetwork network, StepKind kind) {
    return kind == StepKind.PLANNED ? new PlannedInference(network) : new Dl4jInference(network);
  }
}
