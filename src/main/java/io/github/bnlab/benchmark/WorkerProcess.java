package io.github.bnlab.benchmark;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.commons.io.function.Uncheck;

/**
 * Another process that trains a network on request. One line asks, one line answers:
 *
 * <pre>
 * steps 0.5         39.8 39.7     (milliseconds per step: wall, processor)
 * evaluations 0.5   480.1 479.9   (milliseconds per evaluation, likewise)
 * </pre>
 *
 * <p>The end of its input ends it.
 */
final class WorkerProcess implements AutoCloseable {
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

  private static final int LINES_OF_LOG = 3;
  private static final int SECONDS_TO_END = 5;

  private final String title;
  private final Process process;
  private final Path log;
  private final Duration timeout;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  /** Starts a worker, whose error output goes to a file, and whose answers are waited for. */
  WorkerProcess(String title, ProcessBuilder builder, Path log, Duration timeout) {
    this.timeout = timeout;
    this.title = title;
    this.log = log;
    try {
      this.process = builder.redirectError(log.toFile()).start();
    } catch (IOException e) {
      throw new BenchmarkException(title + " cannot be started: " + e.getMessage(), e);
    }
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts one that takes steps of a kind. */
  static WorkerProcess start(
      Subject subject, TimedStep step, BenchmarkOptions options, Path scratch) {
    ProcessBuilder builder =
        switch (step) {
          case PLANNED, RUN, DL4J -> tuned(step, scratch);
          case STOCK -> stock(scratch);
          case PYTORCH, PYTORCH_TUNED, PYTORCH_COMPILED -> pyTorch(step, options, scratch);
          case JAX -> python(options.jax(), "jax_bench.py", options, scratch);
        };
    String batchSize = Integer.toString(options.batchSize());
    builder.command().addAll(List.of(subject.network().name(), subject.normalization(), batchSize));
    if (step == TimedStep.PYTORCH_COMPILED) {
      builder.command().add("compile");
    }
    return new WorkerProcess(
        step.title(),
        builder,
        scratch.resolve(subject.normalization() + "-" + step + ".log"),
        TIMEOUT);
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
    List<String> command = new ArrayList<>(options);
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.github.bnlab.cli.Main", "bench-worker"));
    command.addAll(List.of(step.name(), scratch.toString()));
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
    if (step != TimedStep.PYTORCH) {
      String oneGib = Long.toString(1L << 30);
      builder.environment().put("MALLOC_MMAP_THRESHOLD_", oneGib);
      builder.environment().put("MALLOC_TRIM_THRESHOLD_", oneGib);
    }
    return builder;
  }

  Window steps(double seconds) {
    return window("steps " + seconds);
  }

  Window evaluations(double seconds) {
    return window("evaluations " + seconds);
  }

  private Window window(String request) {
    String answer = ask(request);
    String[] numbers = answer.split(" ");
    try {
      return new Window(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw failed(answer, e);
    }
  }

  private String ask(String request) {
    try {
      requests.write(request + "\n");
      requests.flush();
      String answer =
          CompletableFuture.supplyAsync(() -> Uncheck.get(answers::readLine))
              .get(timeout.toMillis(), MILLISECONDS);
      if (answer != null) {
        return answer;
      }
      throw failed("it ended: " + endOfLog(), null);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      throw failed("it did not answer within " + timeout.toSeconds() + " s: " + endOfLog(), e);
    } catch (IOException | ExecutionException e) {
      throw failed(e.getMessage() + ": " + endOfLog(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    }
  }

  private String endOfLog() {
    try {
      end();
      List<String> lines = Files.readAllLines(log);
      return String.join(
          " | ", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  private BenchmarkException failed(String what, Exception cause) {
    return new BenchmarkException(title + " cannot be timed: " + what, cause);
  }

  @Override
  public void close() {
    process.destroy();
    end();
  }

  /** Waits for the end; a process that is stopped does not see that it shall end, and is killed. */
  private void end() {
    try {
      process.onExit().get(SECONDS_TO_END, SECONDS);
    } catch (TimeoutException | ExecutionException | InterruptedException e) {
      process.destroyForcibly().onExit().join();
    }
  }
}
