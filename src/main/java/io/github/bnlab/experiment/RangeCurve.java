package io.github.bnlab.experiment;

import io.github.bnlab.recording.files.RangeRow;
import java.util.ArrayList;
import java.util.List;

/**
 * What a learning-rate range test of one trial found.
 *
 * <p>Losses are smoothed as fastai and PyTorch Lightning do it, {@code mean = 0.9 * mean + 0.1 *
 * loss}, divided by {@code 1 - 0.9^step} (they take 0.98, which lags behind short tests). The curve
 * ends where the smoothed loss exceeds four times its lowest value so far. The rate suggested is
 * the one at which the smoothed loss falls fastest from step to step, that is on a logarithmic
 * axis, before it is lowest: what falls later had leapt up at too large a rate. The first ten steps
 * do not count.
 *
 * @param trial its name
 * @param rows steps up to the end of the curve
 * @param suggestion the rate of steepest descent, or null if the loss never falls before
 * @param lowest the rate at which the smoothed loss is lowest, or null if the loss is never finite
 * @param exploded the rate at which the curve ended before its time, or null if it did not
 */
public record RangeCurve(
    String trial, List<RangeRow> rows, Double suggestion, Double lowest, Double exploded) {
  private static final double SMOOTHING = 0.9;
  private static final double EXPLOSION = 4;

  public RangeCurve {
    rows = List.copyOf(rows);
  }

  /**
   * Of the steps of a test.
   *
   * @param rates learning rates, rising
   * @param losses of the batches before the updates
   */
  static RangeCurve of(String trial, double[] rates, double[] losses) {
    List<RangeRow> rows = new ArrayList<>();
    double mean = 0;
    double best = Double.POSITIVE_INFINITY;
    Double lowest = null;
    Double exploded = null;
    for (int i = 0; i < losses.length && exploded == null; i++) {
      mean = SMOOTHING * mean + (1 - SMOOTHING) * losses[i];
      double smoothed = mean / (1 - Math.pow(SMOOTHING, i + 1));
      rows.add(new RangeRow(trial, i + 1, rates[i], losses[i], smoothed));
      if (smoothed < best) {
        best = smoothed;
        lowest = rates[i];
      }
      // NaN counts as exploded too.
      exploded = smoothed <= EXPLOSION * best ? null : Double.valueOf(rates[i]);
    }
    return new RangeCurve(trial, rows, RangeRow.steepest(rows), lowest, exploded);
  }
}
