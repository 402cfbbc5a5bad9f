package io.github.bnlab.report.plots;

import io.github.bnlab.report.summary.Metric;

/**
 * A numeric axis.
 *
 * @param label with its unit
 * @param log whether equal distances are equal ratios
 */
public record Axis(String label, Format format, boolean log) {

  /** How numbers are written. */
  public enum Format {
    /** As they are. */
    PLAIN,
    /** Whole numbers, such as steps. */
    WHOLE,
    /** Shares as percentages. */
    PERCENT,
    /** Differences of shares as percentage points. */
    POINTS
  }

  static Axis of(Metric metric) {
    return metric.difference()
        ? points(metric.name() + " (percentage points)")
        : percent(metric.name());
  }

  static Axis plain(String label) {
    return new Axis(label, Format.PLAIN, false);
  }

  static Axis whole(String label) {
    return new Axis(label, Format.WHOLE, false);
  }

  static Axis log(String label) {
    return new Axis(label, Format.PLAIN, true);
  }

  static Axis percent(String label) {
    return new Axis(label, Format.PERCENT, false);
  }

  static Axis points(String label) {
    return new Axis(label, Format.POINTS, false);
  }
}
