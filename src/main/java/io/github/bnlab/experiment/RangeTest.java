package io.github.bnlab.experiment;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.network.LearningRateSchedule;
import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.IterationRow;
import io.github.bnlab.rows.Rows.RangeRow;
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
   * @throws TrialFailedException if a trial fails for a reason other than its training
   */
  public static List<Curve> run(Experiment experiment, RunOptions options, TrialListener listener) {
    List<Curve> curves = new ArrayList<>();
    for (TrialSummary summary : Experiments.run(experiment, options, listener)) {
      if (summary.status().state().isConclusive()) {
        curves.add(
            curve(summary.trial(), new RunReader(summary.directory()).rows(RunTable.ITERATIONS)));
      } else if (!options.stop().requested()) {
        throw new TrialFailedException(summary, "test");
      }
    }
    return curves;
  }

  private static Curve curve(TrialConfig trial, List<IterationRow> steps) {
    LearningRateSchedule rates =
        new LearningRateSchedule(trial.training().learningRate(), trial.training().schedule());
    double[] rateOfSteps =
        steps.stream().mapToDouble(row -> rates.valueAt(row.step() - 1, 0)).toArray();
    double[] losses = steps.stream().mapToDouble(IterationRow::trainingLoss).toArray();
    return Curve.of(trial.trial(), rateOfSteps, losses);
  }

  /** Writes {@code range.csv}. */
  public static void write(Path folder, List<Curve> curves) {
    List<RangeRow> rows = curves.stream().flatMap(curve -> curve.rows().stream()).toList();
    WholeFile.write(folder, RunTable.RANGE, rows);
  }

  /**
   * What a learning-rate range test of one trial found.
   *
   * <p>Losses are smoothed as fastai and PyTorch Lightning do it, {@code mean = 0.9 * mean + 0.1 *
   * loss}, divided by {@code 1 - 0.9^step} (they take 0.98, which lags behind short tests). The
   * curve ends where the smoothed loss exceeds four times its lowest value so far. The rate
   * suggested is the one at which the smoothed loss falls fastest from step to step, that is on a
   * logarithmic axis, before it is lowest: what falls later had leapt up at too large a rate. The
   * first ten steps do not count.
   *
   * @param trial its name
   * @param rows steps up to the end of the curve
   * @param suggestion the rate of steepest descent, or null if the loss never falls before
   * @param lowest the rate at which the smoothed loss is lowest, or null if the loss is never
   *     finite
   * @param exploded the rate at which the curve ended before its time, or null if it did not
   */
  public record Curve(
      String trial, List<RangeRow> rows, Double suggestion, Double lowest, Double exploded) {
    private static final double SMOOTHING = 0.9;
    private static final double EXPLOSION = 4;

    public Curve {
      rows = List.copyOf(rows);
    }

    /** Of the steps of a test: rising learning rates, losses of the batches before the updates. */
    static Curve of(String trial, double[] rates, double[] losses) {
      List<RangeRow> rows = new ArrayList<>();
      double mean = 0;
      double best = Double.POSITIVE_INFINITY;
      Double lowest = null;
      Double exploded = null;
      for (int i = 0; i < losses.length && exploded == null; i++) {
        mean = SMOOTHING * mean + (1 - SMOOTHING) * losses[i];
        double smoothed = mean / (1 - StrictMath.pow(SMOOTHING, i + 1));
        rows.add(new RangeRow(trial, i + 1, rates[i], losses[i], smoothed));
        if (smoothed < best) {
          best = smoothed;
          lowest = rates[i];
        }
        // NaN counts as exploded too.
        exploded = smoothed <= EXPLOSION * best ? null : Double.valueOf(rates[i]);
      }
      return new Curve(trial, rows, RangeRow.steepest(rows), lowest, exploded);
    }
  }
}
