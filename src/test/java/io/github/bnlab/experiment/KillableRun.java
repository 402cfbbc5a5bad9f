package io.github.bnlab.experiment;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A process that runs the trial of {@link KillTest}, to be killed by it, or, with a second
 * argument, the one of {@link ResumeTest} that DL4J's {@code fit} trains, if need be on a cluster.
 */
final class KillableRun {
  private KillableRun() {}

  public static void main(String[] arguments) {
    Path results = Path.of(arguments[0]);
    TrialConfig trial = arguments.length > 1 ? ResumeTest.FIT : ResumeTest.longTrial();
    try {
      run(results, trial, System.out::println, local -> local);
      System.out.println("done");
    } catch (ConfigException e) {
      System.out.println(e.getMessage());
      Consumer<RemoteTrials> cluster =
          trials -> System.out.println("a cluster starts " + trials.open() + " trial(s)");
      run(results, trial, System.out::println, local -> local.on(cluster));
    }
  }

  static TrialSummary run(Path results, Consumer<String> told) {
    return run(results, ResumeTest.longTrial(), told, local -> local).get(0);
  }

  private static List<TrialSummary> run(
      Path results, TrialConfig config, Consumer<String> told, UnaryOperator<RunOptions> where) {
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
    return Experiments.run(experiment, where.apply(options), listener);
  }
}
