package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.recording.Directories;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs trials one after another, seen from the one that started it. A line on its
 * standard input names the file of a trial; the end of that input means "end cleanly".
 */
final class WorkerProcess implements AutoCloseable {
  private static final int SIGNAL_BASE = 128;
  private static final int SHOWN_ERRORS = 20_000;
  private static final int PATIENCE_SECONDS = 10;

  private final Path folder;
  private final Path errors;
  private final Process process;
  private final BufferedReader lines;
  private long errorsBefore;
  private int trials;
  private boolean heard;

  /** Starts a process. */
  WorkerProcess(JavaProcess worker) throws IOException {
    folder = Files.createTempDirectory("bnlab-worker-");
    errors = folder.resolve("errors.txt");
    process = worker.builder().redirectError(errors.toFile()).start();
    lines = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Has a trial run to its end.
   *
   * @param data what it must be trained on
   * @return nothing, or how the process was lost before the run directory was whole
   */
  Optional<String> run(TrialConfig trial, LoadedData data, TrialProgress progress) {
    heard = false;
    try {
      Path file = folder.resolve("trial-" + trials++ + ".yaml");
      new TrialFile(file).write(trial, data);
      errorsBefore = Files.size(errors);
      byte[] line = (file + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
      process.getOutputStream().write(line);
      process.getOutputStream().flush();
    } catch (IOException e) {
      // The process is gone; how it ended tells more.
    }
    try {
      return follow(progress) ? Optional.empty() : Optional.of(loss(process.waitFor()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("this thread was interrupted while it waited for the trial's process");
    }
  }

  /** Whether a process that had run trials before was lost without a word of this one. */
  boolean wasLostBetweenTrials() {
    return trials > 1 && !heard;
  }

  private boolean follow(TrialProgress progress) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<WorkerMessage> message = WorkerMessage.parse(line);
        heard |= message.isPresent();
        if (message.isPresent() && message.get().tell(progress)) {
          return true;
        }
      }
    } catch (IOException e) {
      // As good as its end.
    }
    return false;
  }

  private static String loss(int status) {
    String signal =
        status > SIGNAL_BASE && status < 2 * SIGNAL_BASE
            ? " (killed by signal " + (status - SIGNAL_BASE) + ")"
            : "";
    return "its process ended with status " + status + signal + " before the trial was over";
  }

  /** What the process has printed on its standard error since the present trial began. */
  String errors() {
    try {
      byte[] all = Files.readAllBytes(errors);
      int from = (int) Math.max(errorsBefore, all.length - SHOWN_ERRORS);
      return new String(all, from, all.length - from, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Asks it to end: the present trial cleanly before its end, if there is one. */
  void askToEnd() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  /** Ends it, by force if it does not end by itself, and removes its files. */
  @Override
  public void close() {
    askToEnd();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    try {
      Directories.deleteRecursively(folder);
    } catch (IOException e) {
      // Left to the system's own cleaning; the trials are recorded.
    }
  }
}
