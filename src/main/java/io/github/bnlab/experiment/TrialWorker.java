package io.github.bnlab.experiment;

import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * The other end of a {@link ProcessRunner}: runs trials in this process, one after another, as
 * their files are named to it.
 */
public final class TrialWorker {
  private final Path results;
  private final DataSource data;
  private final StopSignal stop;
  private final Duration checkpoints;
  private final Consumer<WorkerMessage> messages;

  /**
   * A worker.
   *
   * @param results folder of all experiments
   * @param data where data comes from
   * @param checkpoints time between checkpoints within an epoch; zero: there are none
   * @param stop asks the present trial to end
   * @param lines told how it goes on, in lines that the process that started this one understands
   */
  public TrialWorker(
      Path results,
      DataSource data,
      Duration checkpoints,
      StopSignal stop,
      Consumer<String> lines) {
    this.results = results;
    this.data = new DataCache(data);
    this.stop = stop;
    this.checkpoints = checkpoints;
    this.messages = message -> lines.accept(message.line());
  }

  /**
   * Runs the trials named by lines of the pipe from the process that started this one, until that
   * pipe ends, which it does, too, when that process is gone, however that came about.
   *
   * @param ended told when the pipe has ended, on another thread
   * @throws io.github.bnlab.config.ConfigException if a file is no trial
   * @throws io.github.bnlab.recording.files.RecordException if a trial cannot be recorded
   */
  public void runAll(InputStream pipe, Runnable ended) throws InterruptedException {
    BlockingQueue<Optional<Path>> files = new LinkedBlockingQueue<>();
    stop.whenRequested(() -> files.add(Optional.empty()));
    Thread reader =
        new Thread(
            () -> {
              read(pipe, files);
              stop.request();
              ended.run();
            },
            "parent watch");
    reader.setDaemon(true);
    reader.start();
    for (Optional<Path> file = files.take(); file.isPresent(); file = files.take()) {
      run(file.get());
    }
  }

  private static void read(InputStream pipe, BlockingQueue<Optional<Path>> files) {
    BufferedReader lines = new BufferedReader(new InputStreamReader(pipe, StandardCharsets.UTF_8));
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        files.add(Optional.of(Path.of(line)));
      }
    } catch (IOException e) {
      // As good as its end.
    }
  }

  private void run(Path file) {
    DataSource same =
        (config, fallback) -> {
          LoadedData loaded = data.load(config, fallback);
          new TrialFile(file).check(loaded);
          return loaded;
        };
    TrialRunner runner = new InProcessRunner(results, same, stop, checkpoints);
    for (TrialConfig trial : ExperimentReader.read(file, List.of()).trials()) {
      ExperimentLock.Share share = ExperimentLock.share(results.resolve(trial.experiment()));
      try {
        runner.run(trial, new MessageProgress(messages));
      } finally {
        share.end();
      }
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
