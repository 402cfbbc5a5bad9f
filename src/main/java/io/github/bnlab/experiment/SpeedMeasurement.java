package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialSettings;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.network.Networks;
import io.github.bnlab.training.Trainer;
import io.github.bnlab.training.TrainingLength;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import io.github.bnlab.training.TrainingObserver.StepDone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Estimates how long trials take by training each kind of them for a second or a few: time = steps
 * * (median time of a step) + evaluations * (time of an evaluation).
 */
final class SpeedMeasurement {
  private static final double SECONDS = 1;
  private static final double MOST_SECONDS = 4;
  private static final int FEWEST_STEPS = 6;
  private static final int WARM_STEPS = 100;

  /** Settings that do not change the time of a step; neither do those that begin with these. */
  private static final List<String> WITHOUT_EFFECT =
      List.of(
          "training.seed",
          "training.learningRate",
          "training.schedule",
          "training.epochs",
          "training.steps",
          "training.earlyStopping",
          "training.timeBudget",
          "dataset.seed",
          "initialWeights",
          "recording");

  private final Map<Map<String, String>, Clock> measured = new HashMap<>();

  /** Seconds that a trial takes in this process, if nothing ends it early but its time budget. */
  double seconds(TrialConfig trial, LoadedData data) {
    Map<String, String> kind = TrialSettings.of(trial);
    kind.keySet().removeIf(key -> WITHOUT_EFFECT.stream().anyMatch(key::startsWith));
    Clock clock = measured.computeIfAbsent(kind, k -> measure(trial, data));
    TrainingLength length = TrainingLength.of(trial.training(), data.training().size());
    int evaluations = 2 + (length.epochs() - 1) / trial.recording().evaluations();
    double seconds = length.steps() * clock.step() + evaluations * clock.evaluation;
    double budget = trial.training().timeBudget();
    return budget > 0 ? Math.min(seconds, budget) : seconds;
  }

  private static Clock measure(TrialConfig trial, LoadedData data) {
    Clock clock = new Clock();
    try {
      new Trainer(clock::isEnough).train(Networks.build(trial), trial, data, List.of(clock));
    } finally {
      Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }
    return clock;
  }

  /** Takes the times of steps and evaluations. */
  private static final class Clock implements TrainingObserver {
    private final List<Double> steps = new ArrayList<>();
    private double evaluation = Double.POSITIVE_INFINITY;
    private long last;
    private double sum;
    private int fastest;

    /** Steps become faster while Java compiles them; then the fastest is not one of the last. */
    boolean isEnough() {
      boolean warm = steps.size() >= WARM_STEPS && 2 * fastest < steps.size();
      return steps.size() >= FEWEST_STEPS && sum >= (warm ? SECONDS : MOST_SECONDS);
    }

    @Override
    public void stepDone(StepDone event) {
      long now = System.nanoTime();
      steps.add((now - last) / 1e9);
      sum += (now - last) / 1e9;
      last = now;
      if (steps.get(steps.size() - 1) < steps.get(fastest)) {
        fastest = steps.size() - 1;
      }
    }

    @Override
    public void epochDone(EpochDone event) {
      evaluation = Math.min(evaluation, event.evaluationSeconds());
      last = System.nanoTime();
    }

    /** From the second half of the steps: the first ones are slower than all that follow. */
    double step() {
      List<Double> warm = steps.subList(steps.size() / 2, steps.size()).stream().sorted().toList();
      return warm.isEmpty() ? 0 : warm.get(warm.size() / 2);
    }
  }
}
