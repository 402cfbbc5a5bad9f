package io.github.bnlab.cli;

import java.time.Duration;
import java.util.Locale;

/** Formats numbers for display, the same in every locale; an absent number is an empty text. */
final class NumberFormat {
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
    return value < 59.95 ? String.format(Locale.ROOT, "%.1f s", value) : clock(value);
  }

  /** A duration in whole seconds: 0:09, 4:05, 1:04:05. */
  static String clock(double value) {
    Duration time = Duration.ofSeconds(Math.round(value));
    long hours = time.toHours();
    String minutes = hours == 0 ? "%d" : hours + ":%02d";
    return String.format(
        Locale.ROOT, minutes + ":%02d", time.toMinutesPart(), time.toSecondsPart());
  }

  private static boolean absent(Double value) {
    return value == null || value.isNaN();
  }
}
