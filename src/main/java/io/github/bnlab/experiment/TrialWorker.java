package io.github.bnlab.experiment;

import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The other end of a {@link ProcessRunner}: runs the trials of one file in this process. */
public final class TrialWorker {
  private TrialWorker() {}

  /**
   * Runs a trial to its end, however it comes about, and leaves a whole run directory.
   *
   * @param file of the trial
   * @param results folder of all experiments
   * @param data where data comes from
   * @param checkpoints time between checkpoints within an epoch; zero: there are none
   * @param stop asks the trial to end
   * @param lines told how it goes on, in lines that the process that started this one understands
   * @throws io.github.bnlab.config.ConfigException if the file is no trial
   * @throws io.github.bnlab.recording.files.RecordException if it cannot be recorded
   */
  public static void run(
      Path file,
      Path results,
      DataSource data,
      Duration checkpoints,
      StopSignal stop,
      Consumer<String> lines) {
    Consumer<WorkerMessage> messages = message -> lines.accept(message.line());
    TrialRunner runner = new InProcessRunner(results, data, stop, checkpoints);
    for (TrialConfig trial : ExperimentReader.read(file, List.of()).trials()) {
      runner.run(trial, new MessageProgress(messages));
    }
    messages.accept(WorkerMessage.end());
  }

  /** Tells by messages how a trial goes on. */
  private record MessageProgress(Consumer<WorkerMessage> messages) implements TrialProgress {
    @Override
    public void notice(String line) {
      messages.accept(WorkerMessage.of(line));
    }

    @Override
    public void started(String stepKind, int epochs, int steps) {
      messages.accept(WorkerMessage.of(new WorkerMessage.Started(stepKind, epochs, steps)));
    }

    @Override
    public void progress(StepProgress progress) {
      messages.accept(WorkerMessage.of(progress));
    }

    @Override
    public void epochDone(EpochProgress progress) {
      messages.accept(WorkerMessage.of(progress));
    }
  }
}
