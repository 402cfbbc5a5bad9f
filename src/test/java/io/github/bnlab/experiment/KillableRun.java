package io.github.bnlab.experiment;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process that runs the trial of {@link KillTest}, to be killed by it. */
final class KillableRun {
  /** Saves a state before every step: whenever it is killed, something is being written. */
  private static final Duration EVERY_STEP = Duration.ofNanos(1);

  private KillableRun() {}

  public static void main(String[] arguments) {
    run(Path.of(arguments[0]), System.out::println);
    System.out.println("done");
  }

  static TrialSummary run(Path results, java.util.function.Consumer<String> told) {
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void notice(String line) {
            told.accept(line);
          }

          @Override
          public void epochDone(TrialConfig trial, EpochProgress progress) {
            told.accept("epoch " + progress.epoch());
          }
        };
    Experiment experiment = new Experiment("tiny", "", List.of(), List.of(ResumeTest.longTrial()));
    RunOptions options =
        new RunOptions(
            results,
            (config, fallback) -> ResumeTest.data(5),
            RunOptions.Earlier.GO_ON,
            EVERY_STEP,
            new StopSignal(),
            Processes.NONE);
    return Experiments.run(experiment, options, listener).get(0);
  }
}
