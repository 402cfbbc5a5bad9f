package io.github.bnlab.experiment;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A process that runs the trial of {@link KillTest}, to be killed by it, or, with a second
 * argument, the one of {@link ResumeTest} that DL4J's {@code fit} trains.
 */
final class KillableRun {
  private KillableRun() {}

  public static void main(String[] arguments) {
    TrialConfig trial = arguments.length > 1 ? ResumeTest.FIT : ResumeTest.longTrial();
    try {
      run(Path.of(arguments[0]), trial, System.out::println);
      System.out.println("done");
    } catch (ConfigException e) {
      System.out.println(e.getMessage());
    }
  }

  static TrialSummary run(Path results, Consumer<String> told) {
    return run(results, ResumeTest.longTrial(), told);
  }

  private static TrialSummary run(Path results, TrialConfig config, Consumer<String> told) {
    TrialListener listener =
        new TrialListener() {
          @Override
          public void notice(String line) {
            told.accept(line);
          }

          @Override
          public void epochDone(TrialConfig trial, EpochProgress progress) {
            told.accept("epoch " + progress.row().epoch());
          }
        };
    Experiment experiment = new Experiment("tiny", "", List.of(config));
    RunOptions options =
        new RunOptions(
            results,
            (set, fallback) -> ResumeTest.data(5),
            RunOptions.Earlier.GO_ON,
            ResumeTest.EVERY_STEP, // whenever it is killed, something is being written
            new StopSignal(),
            1);
    return Experiments.run(experiment, options, listener).get(0);
  }
}
