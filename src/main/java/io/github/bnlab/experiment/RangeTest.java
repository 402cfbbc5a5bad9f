package io.github.bnlab.experiment;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.network.LearningRateSchedule;
import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.IterationRow;
import io.github.bnlab.recording.files.RangeRow;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The learning-rate range test of Smith (2017): the rate rises by the same ratio at every step of a
 * short training, and its losses show which rates train, and how well.
 */
public final class RangeTest {
  private RangeTest() {}

  /** The settings, {@code key=value}, that make a range test of any experiment. */
  public static List<String> settings(double low, double high, int steps) {
    return List.of(
        "training.learningRate=" + low,
        "training.schedule.kind=rising",
        "training.schedule.factor=" + high / low,
        "training.schedule.every=" + (steps - 1),
        "training.steps=" + steps,
        "training.earlyStopping.watch=none",
        "training.timeBudget=0",
        "recording.model=false",
        "recording.mistakes=false",
        "recording.probes=false",
        "recording.trainingExamples=0",
        "recording.losses=1",
        "recording.measures=0",
        "recording.robustness=false");
  }

  /**
   * Runs the tests that are not done yet, as {@link Experiments#run} runs any experiment.
   *
   * @param experiment with these {@link #settings}
   * @return the curves of those that came to their end, in order
   * @throws IllegalStateException if a trial fails for a reason other than its training
   */
  public static List<RangeCurve> run(
      Experiment experiment, RunOptions options, TrialListener listener) {
    List<RangeCurve> curves = new ArrayList<>();
    for (TrialSummary summary : Experiments.run(experiment, options, listener)) {
      if (summary.status().state().isConclusive()) {
        curves.add(curve(summary.trial(), new RunReader(summary.directory()).iterations()));
      } else if (!options.stop().requested()) {
        throw new IllegalStateException(
            summary.directory() + ": " + summary.status().reason() + "; the test cannot continue");
      }
    }
    return curves;
  }

  private static RangeCurve curve(TrialConfig trial, List<IterationRow> steps) {
    LearningRateSchedule rates =
        new LearningRateSchedule(trial.training().learningRate(), trial.training().schedule());
    double[] rateOfSteps =
        steps.stream().mapToDouble(row -> rates.valueAt(row.step() - 1, 0)).toArray();
    double[] losses = steps.stream().mapToDouble(IterationRow::trainingLoss).toArray();
    return RangeCurve.of(trial.trial(), rateOfSteps, losses);
  }

  /** Writes {@code range.csv}. */
  public static void write(Path folder, List<RangeCurve> curves) {
    List<RangeRow> rows = curves.stream().flatMap(curve -> curve.rows().stream()).toList();
    WholeFile.write(folder, RunTable.RANGE, rows);
  }
}
