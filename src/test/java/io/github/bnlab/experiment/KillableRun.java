package io.github.bnlab.experiment;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A process that runs the trial of {@link KillTest}, to be killed by it. */
final class KillableRun {
  private KillableRun() {}

  public static void main(String[] arguments) {
    run(Path.of(arguments[0]), System.out::println);
    System.out.println("done");
  }

  static TrialSummary run(Path results, Consumer<String> told) {
    TrialListener listener =
        new TrialListener() {
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
            ResumeTest.EVERY_STEP, // whenever it is killed, something is being written
            new StopSignal(),
            1);
    return Experiments.run(experiment, options, listener).get(0);
  }
}
