package io.github.bnlab.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the processes that are timed. */
final class Workers {
  /** What the launcher sets to speed up training; removed for DL4J with its defaults. */
  private static final List<String> TUNING =
      List.of(
          "OMP_NUM_THREADS",
          "OPENBLAS_NUM_THREADS",
          "ND4J_SKIP_BLAS_THREADS",
          "MALLOC_MMAP_THRESHOLD_",
          "MALLOC_TRIM_THRESHOLD_");

  private static final String ONE_GIB = Long.toString(1L << 30);

  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  /** What the launcher sets, for a program that was started without it: one native thread. */
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

  private Workers() {}

  /** Starts one. */
  static WorkerProcess start(TimedStep step, BenchmarkOptions options, Path scratch) {
    ProcessBuilder builder =
        switch (step) {
          case PLANNED, RUN, DL4J -> javaProcess(arguments(step, scratch));
          case STOCK -> stock(scratch);
          case PYTORCH, PYTORCH_TUNED -> pyTorch(step, options, scratch);
        };
    return new WorkerProcess(step.title(), builder, scratch.resolve(step + ".log"));
  }

  private static List<String> arguments(TimedStep step, Path scratch) {
    return List.of("io.github.bnlab.cli.Main", "bench-worker", step.name(), scratch.toString());
  }

  /**
   * A process as this one: same Java, same options, same class path, same settings of the native
   * libraries.
   *
   * @param arguments main class and its arguments
   */
  private static ProcessBuilder javaProcess(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> OWN_OPTIONS.stream().noneMatch(option::startsWith))
        .forEach(command::add);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    ENVIRONMENT.forEach(builder.environment()::putIfAbsent);
    return builder;
  }

  /** A Java virtual machine without any of this program's settings. */
  private static ProcessBuilder stock(Path scratch) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Which natives there are to load, not how they work.
    line.add("-D" + EXTENSION + "=" + System.getProperty(EXTENSION, ""));
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.addAll(arguments(TimedStep.STOCK, scratch));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().keySet().removeAll(TUNING);
    return builder;
  }

  /** PyTorch with as many threads as this process has. */
  private static ProcessBuilder pyTorch(TimedStep step, BenchmarkOptions options, Path scratch) {
    String threads = Integer.toString(options.threads());
    ProcessBuilder builder =
        new ProcessBuilder(
            options.python().toString(), options.script().toString(), threads, scratch.toString());
    builder.environment().keySet().removeAll(TUNING);
    builder.environment().put("OMP_NUM_THREADS", threads);
    if (step == TimedStep.PYTORCH_TUNED) {
      builder.environment().put("MALLOC_MMAP_THRESHOLD_", ONE_GIB);
      builder.environment().put("MALLOC_TRIM_THRESHOLD_", ONE_GIB);
    }
    return builder;
  }
}
