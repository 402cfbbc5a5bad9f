package io.github.bnlab.engine;

import com.sun.management.ThreadMXBean;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.engine.kernels.Batch;
import java.lang.management.ManagementFactory;

/**
 * Prints how many bytes a steady step of a network allocates; a main class for a separate process.
 */
final class Allocations {
  private static final int STEPS = 10;
  private static final int ROUNDS = 600;

  /** The numbers of the update rule and a key; one vector that is an object has 80. */
  static final long FEW = 512;

  private Allocations() {}

  /**
   * Prints a line for a network.
   *
   * @param arguments kind of network, implementation of its normalization
   */
  public static void main(String[] arguments) throws Exception {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    TrialBuilder trial =
        new TrialBuilder(NetworkKind.valueOf(arguments[0]))
            .type(FloatType.FLOAT)
            .norm(BatchNormImplementation.valueOf(arguments[1]), "d2l");
    TrainingEngine engine = TrainingEngine.compile(trial.network(), 1);
    Batch batch = new Batches(784, Twins.CLASSES).next(40);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > FEW; round++) {
      long before = thread.getCurrentThreadAllocatedBytes();
      for (int step = 0; step < STEPS; step++) {
        engine.step(batch);
      }
      least = Math.min(least, (thread.getCurrentThreadAllocatedBytes() - before) / STEPS);
    }
    System.out.println("bytes " + least);
  }
}
