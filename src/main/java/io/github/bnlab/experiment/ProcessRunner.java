package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunStatus.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs each trial in a process of its own, which gets the trial as a file that a user could have
 * written and tells by lines on its standard output how it goes on. Its standard input carries
 * nothing: that it ends means "end cleanly", and it ends by itself when this process dies. May be
 * called on several threads.
 */
final class ProcessRunner implements TrialRunner {
  private static final int SIGNAL_BASE = 128;
  private static final int SHOWN_ERRORS = 20_000;

  private final Path results;
  private final WorkerProcess worker;
  private final StopSignal stop;
  private final Set<Process> living = ConcurrentHashMap.newKeySet();

  ProcessRunner(Path results, WorkerProcess worker, StopSignal stop) {
    this.results = results;
    this.worker = worker;
    this.stop = stop;
    stop.whenRequested(() -> living.forEach(ProcessRunner::askToEnd));
  }

  @Override
  public Path run(TrialConfig trial, TrialProgress progress) {
    LostTrial lost = new LostTrial(results, trial, progress);
    try {
      Path folder = Files.createTempDirectory("bnlab-trial-");
      Path file = folder.resolve(RunFiles.TRIAL);
      Path errors = folder.resolve("errors.txt");
      try {
        Files.writeString(file, TrialYaml.write(trial));
        Optional<String> loss = run(worker.start(file, errors), progress);
        if (loss.isEmpty()) {
          return lost.directory();
        }
        State state = stop.requested() ? State.INTERRUPTED : State.FAILED;
        return lost.record(state, loss.get(), tail(errors));
      } finally {
        remove(List.of(file, errors, folder));
      }
    } catch (IOException e) {
      return lost.record(State.FAILED, "its process could not be started: " + e, "");
    }
  }

  /** Nothing, or how the process was lost before the run directory was whole. */
  private Optional<String> run(Process process, TrialProgress progress) {
    living.add(process);
    try {
      if (stop.requested()) {
        askToEnd(process);
      }
      boolean ended = follow(process, progress);
      int status = process.waitFor();
      return ended ? Optional.empty() : Optional.of(loss(status));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("this thread was interrupted while it waited for the trial's process");
    } finally {
      living.remove(process);
      process.destroyForcibly();
    }
  }

  private static String loss(int status) {
    String signal =
        status > SIGNAL_BASE && status < 2 * SIGNAL_BASE
            ? " (killed by signal " + (status - SIGNAL_BASE) + ")"
            : "";
    return "its process ended with status " + status + signal + " before the trial was over";
  }

  private static boolean follow(Process process, TrialProgress progress) {
    boolean ended = false;
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<WorkerMessage> message = WorkerMessage.parse(line);
        if (message.isPresent()) {
          ended |= message.get().tell(progress);
        }
      }
    } catch (IOException e) {
      // The process is gone; how it ended tells more.
    }
    return ended;
  }

  private static void askToEnd(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  private static void remove(List<Path> temporary) {
    try {
      for (Path path : temporary) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Left to the system's own cleaning; the trial is recorded.
    }
  }

  private static String tail(Path errors) throws IOException {
    String text = Files.readString(errors, StandardCharsets.ISO_8859_1);
    return text.substring(Math.max(0, text.length() - SHOWN_ERRORS));
  }
}
