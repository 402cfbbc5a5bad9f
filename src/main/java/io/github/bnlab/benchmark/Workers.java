package io.github.bnlab.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the processes that are timed. */
final class Workers {
  private static final String MAIN = "io.github.bnlab.cli.Main";

  private static final String ONE_GIB = Long.toString(1L << 30);

  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  /**
   * What the launcher sets to speed up training, for a program that was started without it: one
   * native thread. Removed for DL4J with its defaults and for Python.
   */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "OMP_NUM_THREADS", "1",
          "OPENBLAS_NUM_THREADS", "1",
          "ND4J_SKIP_BLAS_THREADS", "1",
          "MALLOC_MMAP_THRESHOLD_", "4294967296",
          "MALLOC_TRIM_THRESHOLD_", "8589934592");

  /** Options that two processes must not share: a debugger's port, an archive to be written. */
  private static final List<String> OWN_OPTIONS =
      List.of("-agentlib:jdwp", "-Xrunjdwp", "-XX:ArchiveClassesAtExit");

  /** A window takes as long as its steps; a network is built within a minute. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private Workers() {}

  /** Starts one. */
  static WorkerProcess start(TimedStep step, BenchmarkOptions options, Path scratch) {
    ProcessBuilder builder =
        switch (step) {
          case PLANNED, RUN, DL4J -> tuned(step, scratch);
          case STOCK -> stock(scratch);
          case PYTORCH, PYTORCH_TUNED, PYTORCH_COMPILED -> pyTorch(step, options, scratch);
          case JAX -> python(options.jax(), "jax_bench.py", options, scratch);
        };
    return new WorkerProcess(step.title(), builder, scratch.resolve(step + ".log"), TIMEOUT);
  }

  /**
   * A process as this one: same Java, same options, same class path, same settings of the native
   * libraries.
   */
  private static ProcessBuilder tuned(TimedStep step, Path scratch) {
    List<String> options =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> OWN_OPTIONS.stream().noneMatch(option::startsWith))
            .toList();
    ProcessBuilder builder = java(options, step, scratch);
    ENVIRONMENT.forEach(builder.environment()::putIfAbsent);
    return builder;
  }

  /** A Java virtual machine without any of this program's settings. */
  private static ProcessBuilder stock(Path scratch) {
    // Which natives there are to load, not how they work.
    String extension = "-D" + EXTENSION + "=" + System.getProperty(EXTENSION, "");
    ProcessBuilder builder = java(List.of(extension), TimedStep.STOCK, scratch);
    builder.environment().keySet().removeAll(ENVIRONMENT.keySet());
    return builder;
  }

  private static ProcessBuilder java(List<String> options, TimedStep step, Path scratch) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(MAIN, "bench-worker", step.name(), scratch.toString()));
    return new ProcessBuilder(command);
  }

  /** A script with as many threads as this process has. */
  private static ProcessBuilder python(
      Path python, String script, BenchmarkOptions options, Path scratch) {
    String threads = Integer.toString(options.threads());
    ProcessBuilder builder =
        new ProcessBuilder(
            python.toString(),
            options.scripts().resolve(script).toString(),
            threads,
            scratch.toString());
    builder.environment().keySet().removeAll(ENVIRONMENT.keySet());
    builder.environment().put("OMP_NUM_THREADS", threads);
    return builder;
  }

  private static ProcessBuilder pyTorch(TimedStep step, BenchmarkOptions options, Path scratch) {
    ProcessBuilder builder = python(options.python(), "pytorch_bench.py", options, scratch);
    if (step == TimedStep.PYTORCH_COMPILED) {
      builder.command().add("compile");
    }
    if (step != TimedStep.PYTORCH) {
      builder.environment().put("MALLOC_MMAP_THRESHOLD_", ONE_GIB);
      builder.environment().put("MALLOC_TRIM_THRESHOLD_", ONE_GIB);
    }
    return builder;
  }
}
