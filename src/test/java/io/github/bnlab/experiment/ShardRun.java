package io.github.bnlab.experiment;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.TrialEvent.EpochProgress;
import io.github.bnlab.experiment.TrialEvent.Started;
import io.github.bnlab.training.Trials;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A process that runs a shard of the trials of {@link ShardTest}. */
final class ShardRun {
  static final Experiment EXPERIMENT =
      new Experiment(
          "tiny",
          "",
          List.of(),
          List.of(
              trial("long", Trials.training(20, null, 0.1)),
              trial("b", Trials.training(2, null, 0.1)),
              trial("c", Trials.training(2, null, 0.2)),
              trial("d", Trials.training(2, null, 0.3)),
              trial("e", Trials.training(2, null, 0.4))));

  private ShardRun() {}

  private static TrialConfig trial(String name, TrainingConfig training) {
    return Trials.trial(training, BatchNormImplementation.CUSTOM, Trials.D2L).named(name);
  }

  public static void main(String[] arguments) {
    Shard shard = new Shard(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    run(Path.of(arguments[0]), shard, System.out::println);
    System.out.println("done");
  }

  static List<TrialSummary> run(Path results, Shard shard, Consumer<String> told) {
    TrialListener listener =
        new TrialListener() {
          @Override
          public void notice(String line) {
            told.accept(line);
          }

          @Override
          public void trialStarted(TrialConfig trial, int number, int of, Started started) {
            told.accept("began " + trial.trial() + " " + number + "/" + of);
          }

          @Override
          public void epochDone(TrialConfig trial, EpochProgress progress) {
            told.accept(trial.trial() + " epoch " + progress.row().epoch());
          }
        };
    RunOptions options =
        new RunOptions(
                results,
                (set, fallback) -> Trials.data(),
                Earlier.GO_ON,
                ResumeTest.EVERY_STEP,
                new StopSignal(),
                1)
            .with(shard);
    return Experiments.run(EXPERIMENT, options, listener);
  }
}
