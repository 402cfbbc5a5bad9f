package io.github.bnlab.benchmark;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Another process that trains on request. One line asks, one line answers:
 *
 * <pre>
 * network BNLeNet built-in 128   ready
 * steps 0.5                      39.8 39.7     (milliseconds per step: wall, processor)
 * evaluations 0.5                480.1 479.9   (milliseconds per evaluation, likewise)
 * </pre>
 *
 * <p>The end of its input ends it.
 */
final class WorkerProcess implements AutoCloseable {
  private static final String READY = "ready";
  private static final int LINES_OF_LOG = 3;
  private static final int SECONDS_TO_END = 5;

  private final String title;
  private final Process process;
  private final Path log;
  private final Duration timeout;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  /**
   * Starts a worker.
   *
   * @param title for messages
   * @param builder command and environment
   * @param log file that takes its error output
   * @param timeout how long an answer may take
   */
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

  /** Builds a network; later requests are about it. */
  void network(Subject subject, int batchSize) {
    String name = subject.network().name();
    String answer = ask("network " + name + " " + subject.normalization() + " " + batchSize);
    if (!answer.equals(READY)) {
      throw failed(answer, null);
    }
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
          CompletableFuture.supplyAsync(this::line).get(timeout.toMillis(), MILLISECONDS);
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

  private String line() {
    try {
      return answers.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
