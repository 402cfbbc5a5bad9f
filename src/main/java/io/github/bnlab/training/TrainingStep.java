package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.engine.TrainingEngine;
import io.github.bnlab.engine.UnsupportedLayerException;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Executes the training steps and forward passes of a network. */
public interface TrainingStep {
  /**
   * The step that the settings ask for, or DL4J's own where the engine does not know the network.
   *
   * @param notice told in one line if it is not the one asked for
   */
  static TrainingStep of(
      MultiLayerNetwork network, TrainingConfig config, Consumer<String> notice) {
    if (config.step() == StepKind.PLANNED) {
      try {
        return new EngineStep(network, TrainingEngine.compile(network, threads()));
      } catch (UnsupportedLayerException e) {
        notice.accept("training with DL4J's own, slower steps: " + e.getMessage());
      }
    }
    return new Dl4jStep(network);
  }

  /**
   * Whether {@link #of} chooses DL4J's own step, {@code fit}, for networks of this program, all of
   * which the engine supports where it works.
   */
  static boolean isOfDl4j(TrainingConfig config) {
    return config.step() == StepKind.DL4J || !TrainingEngine.worksHere();
  }

  /** Threads of a training: as many as an operation of ND4J may use. */
  static int threads() {
    boolean cpu = Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU;
    return cpu ? NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads() : 1;
  }

  /** How steps are executed. */
  StepKind kind();

  /** The network, with all that steps have changed so far. */
  MultiLayerNetwork network();

  /** Takes over parameters that other code has changed in the network. */
  void reload();

  /**
   * Takes a step: forward, backward, update.
   *
   * @return mean cross-entropy of the batch before the update, in nats, without penalties
   */
  double take(Batch batch);

  /** Probabilities of the classes in inference, on the present parameters, {@code [n, 10]}. */
  default double[] probabilities(Batch batch) {
    return probabilities(batch, Mode.INFERENCE);
  }

  /**
   * Probabilities of the classes on the present parameters, {@code [n, 10]}.
   *
   * @param mode other than {@code TRAINING}
   */
  double[] probabilities(Batch batch, Mode mode);

  /**
   * The inputs of some layers.
   *
   * @param layers indices in the network, rising
   * @param mode other than {@code TRAINING}
   * @return for each of them {@code [n, units]} or {@code [n, channels, height, width]}
   */
  List<double[]> inputs(Batch batch, List<Integer> layers, Mode mode);

  /**
   * The gradient of the sum of the losses by the images, layers behaving as in training, {@code [n,
   * 784]}.
   */
  double[] inputGradient(Batch batch);
}
