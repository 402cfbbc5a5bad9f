package io.github.bnlab.training.measures;

import io.github.bnlab.rows.Rows.ShiftRow;

/**
 * Statistics of the inputs of a layer over a batch.
 *
 * @param means of its units, or of the channels of its feature maps
 * @param deviations their standard deviations
 */
record InputStatistics(double[] means, double[] deviations) {
  /** Far above the rounding of sums in double, 1e-16, and below any deviation that matters. */
  private static final double ROUNDING = 1e-9;

  /**
   * Of values [examples, units] or [examples, units, height, width].
   *
   * @param units of the layer, or channels
   */
  static InputStatistics of(double[] values, int examples, int units) {
    int positions = values.length / examples / units;
    double[] means = new double[units];
    double[] deviations = new double[units];
    for (int unit = 0; unit < units; unit++) {
      double sum = 0;
      for (int i = 0; i < examples; i++) {
        for (int p = 0; p < positions; p++) {
          sum += values[(i * units + unit) * positions + p];
        }
      }
      means[unit] = sum / (examples * positions);
      double squares = 0;
      for (int i = 0; i < examples; i++) {
        for (int p = 0; p < positions; p++) {
          double d = values[(i * units + unit) * positions + p] - means[unit];
          squares += d * d;
        }
      }
      deviations[unit] = Math.sqrt(squares / (examples * positions));
    }
    return new InputStatistics(means, deviations);
  }

  /** Drift of the means from here to there, as a {@link ShiftRow} has it. */
  double meanDrift(InputStatistics after) {
    return drift(means, after.means);
  }

  /** Drift of the standard deviations from here to there, as a {@link ShiftRow} has it. */
  double deviationDrift(InputStatistics after) {
    return drift(deviations, after.deviations);
  }

  /**
   * Units that never vary, such as the corners of images, are left out: the deviation of a constant
   * is 0, or rounding.
   */
  private double drift(double[] before, double[] after) {
    double sum = 0;
    int varying = 0;
    for (int unit = 0; unit < before.length; unit++) {
      if (!(deviations[unit] <= ROUNDING * Math.abs(means[unit]))) { // a NaN counts
        double change = (after[unit] - before[unit]) / deviations[unit];
        sum += change * change;
        varying++;
      }
    }
    return varying == 0 ? 0 : Math.sqrt(sum / varying);
  }
}
