package io.github.bnlab.report.plots;

import io.github.bnlab.report.summary.Metric;
import java.util.List;

/**
 * A numeric axis.
 *
 * @param label with its unit
 * @param log whether equal distances are equal ratios
 * @param ticks where it has ticks if it is logarithmic; empty for round numbers
 */
public record Axis(String label, Format format, boolean log, List<Double> ticks) {
  /** An axis with ticks at round numbers. */
  public Axis(String label, Format format, boolean log) {
    this(label, format, log, List.of());
  }

  /** How numbers are written. */
  public enum Format {
    /** As they are. */
    PLAIN,
    /** Whole numbers, such as steps. */
    WHOLE,
    /** Shares as percentages. */
    PERCENT,
    /** Differences of shares as percentage points. */
    POINTS,
    /** As they are, on both sides of 1. */
    RATIO
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

  static Axis ratio(String label) {
    return new Axis(label, Format.RATIO, true);
  }

  static Axis percent(String label) {
    return new Axis(label, Format.PERCENT, false);
  }

  static Axis points(String label) {
    return new Axis(label, Format.POINTS, false);
  }
}
