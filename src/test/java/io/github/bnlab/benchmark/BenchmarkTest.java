package io.github.bnlab.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkName;
import io.github.bnlab.training.Trials;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
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

  private static final String TIMES = "[0-9.E-]+ [0-9.E-]+";

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
  void aWorkerAnswersEveryRequestWithALine() {
    String requests = "steps 0.01\nevaluations 0.01\nmore\n";
    assertThat(answers(TimedStep.STOCK, requests))
        .satisfiesExactly(
            line -> assertThat(line).matches(TIMES),
            line -> assertThat(line).matches(TIMES),
            line -> assertThat(line).isEqualTo("unknown request more"));
  }

  @Test
  void aWholeRunAnswersEveryRequestAndEndsWithThem() {
    assertThat(answers(TimedStep.RUN, "steps 0.01\nsteps 0.01\n"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).matches(TIMES));
  }

  private List<String> answers(TimedStep step, String requests) {
    new ImageFiles(folder).write(Trials.data());
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(answers, true, StandardCharsets.UTF_8)) {
      new Worker(folder, step, "SimpleNetBN", "built-in", 16)
          .serve(new BufferedReader(new StringReader(requests)), out);
    } finally {
      Nd4j.getEnvironment().allowHelpers(true);
    }
    return answers.toString(StandardCharsets.UTF_8).lines().toList();
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
