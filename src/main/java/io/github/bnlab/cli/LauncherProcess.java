package io.github.bnlab.cli;

import io.github.bnlab.backend.BackendException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs the launcher again, with another class path, on this process's terminal.
 *
 * @param environment variables to set, one of which chooses the class path
 * @param option that needs this class path
 * @param home folder of the program; empty where this process was not started by the launcher
 */
record LauncherProcess(Map<String, String> environment, String option, Optional<Path> home) {
  /** More than an interrupted command takes to record its last step. */
  private static final long SECONDS_TO_END = 70;

  /**
   * Runs a command and waits for its end.
   *
   * @return its exit code
   */
  int run(List<String> arguments) {
    List<String> line = new ArrayList<>(arguments);
    line.add(0, launcher().toString());
    ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
    builder.environment().putAll(environment);
    try {
      return await(builder.start());
    } catch (IOException e) {
      throw new BackendException("The launcher cannot be started again: " + e.getMessage(), e);
    }
  }

  private Path launcher() {
    String name = File.separatorChar == '\\' ? "bnlab.cmd" : "bnlab";
    return home.map(folder -> folder.resolve(name).toAbsolutePath())
        .filter(Files::isExecutable)
        .orElseThrow(
            () ->
                new BackendException(
                    option
                        + " needs another class path than this process has; start the program with"
                        + " ./bnlab, which sets it."));
  }

  /** If this process is told to end, it ends the launched process first. */
  private static int await(Process process) {
    Thread hook = new Thread(() -> end(process), "end-of-launcher");
    Runtime.getRuntime().addShutdownHook(hook);
    while (true) {
      try {
        int code = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(hook);
        return code;
      } catch (InterruptedException e) {
        process.destroy();
      } catch (IllegalStateException e) {
        return ExitCode.INTERRUPTED; // shutting down already; the signal decides the code
      }
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly(); // it is stopped, or hangs
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
