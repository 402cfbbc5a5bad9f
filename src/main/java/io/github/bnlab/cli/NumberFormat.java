package io.github.bnlab.cli;

import java.util.Locale;

/** Formats numbers for display, the same in every locale; an absent number is an empty text. */
final class NumberFormat {
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  private NumberFormat() {}

  /** A loss in nats. */
  static String loss(Double value) {
    return absent(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** An accuracy in [0, 1] as a percentage. */
  static String percent(Double value) {
    return absent(value) ? "" : String.format(Locale.ROOT, "%.2f%%", 100 * value);
  }

  /** A count per second. */
  static String rate(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.0f", value) : "";
  }

  /** A duration: 12.3 s, 4:05, 1:04:05. */
  static String seconds(double value) {
    return value < MINUTE ? String.format(Locale.ROOT, "%.1f s", value) : clock(value);
  }

  /** A duration in whole seconds: 0:09, 4:05, 1:04:05. */
  static String clock(double value) {
    long total = Math.round(value);
    long minutes = total % HOUR / MINUTE;
    return total < HOUR
        ? String.format(Locale.ROOT, "%d:%02d", minutes, total % MINUTE)
        : String.format(Locale.ROOT, "%d:%02d:%02d", total / HOUR, minutes, total % MINUTE);
  }

  private static boolean absent(Double value) {
    return value == null || value.isNaN();
  }
}
