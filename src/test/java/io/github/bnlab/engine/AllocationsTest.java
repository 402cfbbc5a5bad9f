package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.bnlab.JavaProcess;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.engine.kernels.Batch;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
  @CsvSource({"SIMPLE_NET, CUSTOM", "LE_NET, NONE CUSTOM BUILT_IN LAYER_NORM"})
  void steadyStepsAllocateNothing(String network, String normalizations) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(network));
    arguments.addAll(List.of(normalizations.split(" ")));
    Map<String, Long> least = new TreeMap<>();
    for (int attempt = 0; attempt < ATTEMPTS && arguments.size() > 1; attempt++) {
      EngineProcess.run(JavaProcess.java(), Steps.class, arguments, Map.of(), EngineProcess.MODULE)
          .lines()
          .map(line -> line.split(" "))
          .filter(words -> words[0].equals("bytes"))
          .forEach(words -> least.merge(words[1], Long.valueOf(words[2]), Math::min));
      arguments.removeIf(name -> least.getOrDefault(name, Long.MAX_VALUE) <= Steps.FEW);
    }
    assertThat(least)
        .hasSize(normalizations.split(" ").length)
        .allSatisfy((name, bytes) -> assertThat(bytes).isLessThanOrEqualTo(Steps.FEW));
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
     * Prints a line for each normalization.
     *
     * @param arguments kind of network, implementations of its normalization
     */
    public static void main(String[] arguments) throws Exception {
      for (int i = 1; i < arguments.length; i++) {
        TrialBuilder trial =
            new TrialBuilder(NetworkKind.valueOf(arguments[0]))
                .type(FloatType.FLOAT)
                .norm(BatchNormImplementation.valueOf(arguments[i]), "d2l");
        System.out.println("bytes " + arguments[i] + " " + bytes(trial));
      }
    }

    private static long bytes(TrialBuilder trial) throws Exception {
      ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
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
      return least;
    }
  }
}
