package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.engine.TrainingEngine;
import io.github.bnlab.engine.UnsupportedLayerException;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Chooses how steps are executed. */
public final class TrainingSteps {
  private TrainingSteps() {}

  /**
   * The step that the settings ask for, or DL4J's own where the engine does not know the network.
   *
   * @param notice told in one line if it is not the one asked for
   */
  public static TrainingStep of(
      MultiLayerNetwork network, TrainingConfig config, Consumer<String> notice) {
    if (config.step() == StepKind.PLANNED) {
      try {
        return new EngineStep(network, TrainingEngine.compile(network, threads()));
      } catch (UnsupportedLayerException e) {
        notice.accept("training with DL4J's own, slower steps: " + e.getMessage());
      }
    }
    return new Dl4jStep(network, config.l2() > 0);
  }

  /**
   * Whether {@link #of} chooses DL4J's own step, {@code fit}, for networks of this program, all of
   * which the engine supports where it works.
   */
  public static boolean areOfDl4j(TrainingConfig config) {
    return config.step() == StepKind.DL4J || !TrainingEngine.worksHere();
  }

  /** Threads of a training: as many as an operation of ND4J may use. */
  public static int threads() {
    boolean cpu = Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU;
    return cpu ? NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads() : 1;
  }
}
