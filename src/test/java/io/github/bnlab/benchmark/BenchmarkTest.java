package io.github.bnlab.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkName;
import io.github.bnlab.training.Trials;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

@Tag("long")
class BenchmarkTest {
  private static final NetworkName SIMPLE_NET_BN =
      NetworkName.all().stream()
          .filter(network -> network.name().equals("SimpleNetBN"))
          .findFirst()
          .orElseThrow();

  @TempDir private Path folder;

  @Test
  void everyWayIsTimedAndCompared() {
    BenchmarkResult result =
        Benchmark.run(
            options(Set.of(TimedStep.PLANNED, TimedStep.RUN, TimedStep.DL4J)),
            Trials.data(),
            line -> {});
    // Two implementations: three kinds of step, two of evaluation.
    assertThat(result.timings()).hasSize(2 * (3 + 2));
    assertThat(result.timings())
        .allSatisfy(
            timing -> {
              assertThat(timing.milliseconds().least()).isPositive();
              assertThat(timing.cpuMilliseconds().median()).isPositive();
              assertThat(timing.windows()).hasSizeGreaterThanOrEqualTo(3);
            });
    assertThat(result.comparisons())
        .extracting(Comparison::what)
        .contains("custom / built-in, planned, step", "bnlab run / planned, custom, step");
  }

  @Test
  void aWorkerAnswersEveryRequestWithALine() throws IOException {
    new ImageFiles(folder).write(Trials.data());
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    String requests = "network SimpleNetBN built-in 16\nsteps 0.01\nevaluations 0.01\nmore\n";
    try (PrintStream out = new PrintStream(answers, true, StandardCharsets.UTF_8)) {
      new Worker(folder, TimedStep.STOCK)
          .serve(new BufferedReader(new StringReader(requests)), out);
    } finally {
      Nd4j.getEnvironment().allowHelpers(true);
    }
    String number = "[0-9.E-]+";
    assertThat(answers.toString(StandardCharsets.UTF_8).lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("ready"),
            line -> assertThat(line).matches(number + " " + number),
            line -> assertThat(line).matches(number + " " + number),
            line -> assertThat(line).isEqualTo("unknown request more"));
  }

  @ParameterizedTest
  @CsvSource({"PYTORCH, PyTorch, no-such-python", "JAX, JAX, no-such-jax"})
  void aWorkerThatCannotStartIsNamed(TimedStep step, String title, String python) {
    BenchmarkOptions options = options(Set.of(step));
    assertThatThrownBy(() -> Benchmark.run(options, Trials.data(), line -> {}))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining(title)
        .hasMessageContaining("cannot be started")
        .hasMessageContaining(python);
  }

  private BenchmarkOptions options(Set<TimedStep> steps) {
    return new BenchmarkOptions(
        List.of(SIMPLE_NET_BN),
        List.of(BatchNormImplementation.CUSTOM, BatchNormImplementation.BUILT_IN),
        steps,
        16,
        0.05,
        0.01,
        1,
        folder.resolve("no-such-python"),
        folder.resolve("no-such-jax"),
        folder);
  }
}
