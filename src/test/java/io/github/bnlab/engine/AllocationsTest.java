package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.bnlab.JavaProcess;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.engine.kernels.Batch;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Once it is compiled, a step makes next to no objects: no vector is one, above all. In about one
 * process of 80, JDK 17 compiles a method before its profile is complete and makes objects of its
 * vectors for good; so a process that fails is followed by a second one.
 */
@Tag("long")
class AllocationsTest {
  private static final int ATTEMPTS = 2;

  @ParameterizedTest
  @CsvSource({
    "SIMPLE_NET, CUSTOM",
    "LE_NET, NONE",
    "LE_NET, CUSTOM",
    "LE_NET, BUILT_IN",
    "LE_NET, LAYER_NORM"
  })
  void steadyStepsAllocateNothing(String network, String normalization) throws Exception {
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && least > Steps.FEW; attempt++) {
      least = Math.min(least, bytes(network, normalization));
    }
    assertThat(least).isLessThanOrEqualTo(Steps.FEW);
  }

  private static long bytes(String network, String normalization) throws Exception {
    String text =
        EngineProcess.run(
            JavaProcess.java(),
            Steps.class,
            List.of(network, normalization),
            Map.of(),
            EngineProcess.MODULE);
    return text.lines()
        .filter(line -> line.startsWith("bytes "))
        .mapToLong(line -> Long.parseLong(line.substring(6)))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Prints how many bytes a steady step of a network allocates; a main class for a separate
   * process.
   */
  static final class Steps {
    private static final int STEPS = 10;
    private static final int ROUNDS = 600;

    /** The numbers of the update rule and a key; one vector that is an object has 80. */
    static final long FEW = 512;

    private Steps() {}

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
}
