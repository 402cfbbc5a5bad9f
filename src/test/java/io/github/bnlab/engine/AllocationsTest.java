package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
    for (int attempt = 0; attempt < ATTEMPTS && least > Allocations.FEW; attempt++) {
      least = Math.min(least, bytes(network, normalization));
    }
    assertThat(least).isLessThanOrEqualTo(Allocations.FEW);
  }

  private static long bytes(String network, String normalization) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String text =
        EngineProcess.run(
            java,
            Allocations.class,
            List.of(network, normalization),
            Map.of(),
            EngineProcess.MODULE);
    return text.lines()
        .filter(line -> line.startsWith("bytes "))
        .mapToLong(line -> Long.parseLong(line.substring(6)))
        .findFirst()
        .orElseThrow();
  }
}
