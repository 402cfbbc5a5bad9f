package io.github.bnlab.backend;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Calls NVIDIA's command nvidia-smi. It is used instead of the driver's library because it needs no
 * native code and is part of every driver.
 */
final class NvidiaSmi {
  /**
   * The result of a call.
   *
   * @param outcome whether there was an answer
   * @param exitCode of the command, 0 where there was none
   * @param output both its streams
   */
  record Answer(Outcome outcome, int exitCode, String output) {
    static final Answer MISSING = new Answer(Outcome.MISSING, 0, "");
    static final Answer SILENT = new Answer(Outcome.SILENT, 0, "");
  }

  /** Whether there was an answer. */
  enum Outcome {
    MISSING,
    SILENT,
    ANSWERED
  }

  /** How GPUs are asked for: a comma-separated list of fields in, CSV lines out. */
  interface Query {
    Answer of(String fields, Duration patience);
  }

  private final Optional<Path> command;

  NvidiaSmi(Optional<Path> command) {
    this.command = command;
  }

  /** This machine's. */
  static NvidiaSmi here() {
    return new NvidiaSmi(find(System.getenv(), File.pathSeparator));
  }

  private static Optional<Path> find(Map<String, String> environment, String separator) {
    List<String> folders =
        new ArrayList<>(List.of(environment.getOrDefault("PATH", "").split(separator)));
    folders.add("/usr/bin");
    folders.add("/usr/lib/wsl/lib");
    folders.add(environment.getOrDefault("SystemRoot", "C:/Windows") + "/System32");
    folders.add("C:/Program Files/NVIDIA Corporation/NVSMI");
    return folders.stream()
        .filter(folder -> !folder.isBlank())
        .flatMap(
            folder -> Stream.of(Path.of(folder, "nvidia-smi"), Path.of(folder, "nvidia-smi.exe")))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /**
   * Runs the command; ends it if it does not answer in time, as when the driver hangs.
   *
   * @param fields of nvidia-smi's --query-gpu, separated by commas
   */
  Answer query(String fields, Duration patience) {
    if (command.isEmpty()) {
      return Answer.MISSING;
    }
    try {
      return run(
          List.of(
              command.get().toString(), "--query-gpu=" + fields, "--format=csv,noheader,nounits"),
          patience);
    } catch (IOException e) {
      return Answer.MISSING;
    }
  }

  private static Answer run(List<String> line, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    // On a separate thread: a command that hangs inside the driver keeps its output open.
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
    try {
      String text = output.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
          ? new Answer(Outcome.ANSWERED, process.exitValue(), text)
          : Answer.SILENT;
    } catch (TimeoutException | ExecutionException e) {
      return Answer.SILENT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.SILENT;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
