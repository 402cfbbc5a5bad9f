package io.github.bnlab.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the processes that are timed. */
final class Workers {
  /** What the launcher sets for a faster training, and DL4J as it comes does without. */
  private static final List<String> TUNING =
      List.of(
          "OMP_NUM_THREADS",
          "OPENBLAS_NUM_THREADS",
          "ND4J_SKIP_BLAS_THREADS",
          "MALLOC_MMAP_THRESHOLD_",
          "MALLOC_TRIM_THRESHOLD_");

  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private Workers() {}

  /** Starts one. */
  static WorkerProcess start(Way way, BenchmarkOptions options, Path scratch) {
    ProcessBuilder builder =
        switch (way) {
          case PLANNED, RUN, DL4J ->
              java(way, scratch, ManagementFactory.getRuntimeMXBean().getInputArguments());
          case STOCK -> stock(scratch);
          case PYTORCH -> pyTorch(options, scratch);
        };
    return new WorkerProcess(way.title(), builder, scratch.resolve(way + ".log"));
  }

  /** A Java virtual machine without any of this program's settings. */
  private static ProcessBuilder stock(Path scratch) {
    // Which natives there are to load, not how they work.
    String natives = "-D" + EXTENSION + "=" + System.getProperty(EXTENSION, "");
    ProcessBuilder builder = java(Way.STOCK, scratch, List.of(natives));
    builder.environment().keySet().removeAll(TUNING);
    return builder;
  }

  private static ProcessBuilder java(Way way, Path scratch, List<String> options) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.addAll(List.of("io.github.bnlab.cli.Main", "bench-worker", way.name()));
    line.add(scratch.toString());
    ProcessBuilder builder = new ProcessBuilder(line);
    // By the environment, since it may be too long for a command line.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder;
  }

  /** PyTorch with as many threads as this process has. */
  private static ProcessBuilder pyTorch(BenchmarkOptions options, Path scratch) {
    String threads = Integer.toString(options.threads());
    ProcessBuilder builder =
        new ProcessBuilder(
            options.python().toString(), options.script().toString(), threads, scratch.toString());
    builder.environment().keySet().removeAll(TUNING);
    builder.environment().put("OMP_NUM_THREADS", threads);
    return builder;
  }
}
