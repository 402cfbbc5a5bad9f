package io.github.bnlab.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts processes that are as this one: same Java, same options, same class path, same settings of
 * the native libraries.
 *
 * @param arguments main class and its arguments
 */
record JavaProcess(List<String> arguments) {
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

  public JavaProcess {
    arguments = List.copyOf(arguments);
  }

  /** What starts one. */
  public ProcessBuilder builder() {
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
}
