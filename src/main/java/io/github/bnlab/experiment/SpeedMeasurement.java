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
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Estimates how long trials take by training each kind of them for some seconds: time = steps *
 * (median time of a step) + evaluations * (time of an evaluation). Trainings are repeated while
 * they become faster, since Java compiles the code meanwhile. Nothing is recorded, so that the time
 * of {@code recording.measures} and {@code recording.robustness} is left out.
 */
final class SpeedMeasurement {
  private static final double SECONDS = 0.5;
  private static final int FEWEST_STEPS = 6;
  private static final int MOST_TRAININGS = 8;

  /** A training that takes more of the time of the one before is no faster. */
  private static final double FASTER = 0.9;

  /** Settings that do not change what is measured; neither do those that begin with these. */
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
    kind.keySet().removeIf(SpeedMeasurement::isWithoutEffect);
    TrainingLength length = TrainingLength.of(trial.training(), data.training().size());
    int evaluations = 2 + (length.epochs() - 1) / trial.recording().evaluations();
    ToDoubleFunction<Clock> time =
        clock -> length.steps() * clock.step() + evaluations * clock.evaluation;
    Clock clock = measured.computeIfAbsent(kind, k -> fastest(trial, data, time));
    double seconds = time.applyAsDouble(clock);
    double budget = trial.training().timeBudget();
    return budget > 0 ? Math.min(seconds, budget) : seconds;
  }

  /** Of what is recorded, only the accuracy on training examples takes time of an evaluation. */
  private static boolean isWithoutEffect(String key) {
    return WITHOUT_EFFECT.stream().anyMatch(key::startsWith)
        && !key.equals("recording.trainingExamples");
  }

  private static Clock fastest(TrialConfig trial, LoadedData data, ToDoubleFunction<Clock> time) {
    Clock fastest = measure(trial, data);
    for (int i = 1; i < MOST_TRAININGS; i++) {
      Clock next = measure(trial, data);
      if (time.applyAsDouble(next) > FASTER * time.applyAsDouble(fastest)) {
        break;
      }
      fastest = next;
    }
    return fastest;
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

    boolean isEnough() {
      return steps.size() >= FEWEST_STEPS && sum >= SECONDS;
    }

    @Override
    public void stepDone(StepDone event) {
      long now = System.nanoTime();
      steps.add((now - last) / 1e9);
      sum += (now - last) / 1e9;
      last = now;
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
