package io.github.bnlab.benchmark;

import java.nio.file.Path;
import java.util.List;

/** Starts the processes of those that do not train in this one. */
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

  /** A Java virtual machine without any of this program's settings. */
  static WorkerProcess stock(Path scratch) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // Which natives there are to load, not how they work.
            "-D" + EXTENSION + "=" + System.getProperty(EXTENSION, ""),
            "io.github.bnlab.cli.Main",
            "bench-worker",
            scratch.toString());
    builder.environment().keySet().removeAll(TUNING);
    // By the environment, since it may be too long for a command line.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return new WorkerProcess("DL4J as it comes", builder, scratch.resolve("stock.log"));
  }

  /** PyTorch with as many threads as this process has. */
  static WorkerProcess pyTorch(BenchmarkOptions options, Path scratch) {
    String threads = Integer.toString(options.threads());
    ProcessBuilder builder =
        new ProcessBuilder(
            options.python().toString(), options.script().toString(), threads, scratch.toString());
    builder.environment().keySet().removeAll(TUNING);
    builder.environment().put("OMP_NUM_THREADS", threads);
    return new WorkerProcess("PyTorch", builder, scratch.resolve("pytorch.log"));
  }
}
