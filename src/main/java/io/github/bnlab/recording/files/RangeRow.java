package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code range.csv}: a step of a learning-rate range test.
 *
 * @param trial name of the trial
 * @param step counted from 1
 * @param learningRate of this step
 * @param loss of its batch before the update, in nats
 * @param smoothedLoss moving average, or null
 */
public record RangeRow(
    String trial, int step, double learningRate, double loss, Double smoothedLoss) {
  private static final int SKIPPED = 10;

  /**
   * The rate at which the smoothed loss falls fastest from step to step, before it is lowest: what
   * falls later had leapt up at too large a rate. The first ten steps do not count.
   *
   * @param rows of one trial, in order, the rate rising by the same factor from step to step
   * @return null if the loss never falls there
   */
  public static Double steepest(List<RangeRow> rows) {
    int lowest = 0;
    for (int i = 1; i < rows.size(); i++) {
      lowest = rows.get(i).smoothed() < rows.get(lowest).smoothed() ? i : lowest;
    }
    Double rate = null;
    double slope = 0;
    for (int i = SKIPPED; i < Math.min(lowest, rows.size() - 1); i++) {
      double change = rows.get(i + 1).smoothed() - rows.get(i - 1).smoothed();
      if (change < slope) {
        slope = change;
        rate = rows.get(i).learningRate;
      }
    }
    return rate;
  }

  private double smoothed() {
    return smoothedLoss == null ? Double.NaN : smoothedLoss;
  }
}
