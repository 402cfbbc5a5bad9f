package io.github.bnlab.recording.files;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers as Java writes them from version 19 on: the decimal of the fewest digits, at least two,
 * that reads back to the same value; of several, the nearest one. Earlier versions write more
 * digits of some numbers (JDK-4511638).
 */
final class ShortestText {
  private static final int FEWEST_DIGITS = 2;

  private static final boolean IS_EARLIER = Runtime.version().feature() < 19;

  private ShortestText() {}

  static String of(float value) {
    String text = Float.toString(value);
    return needsMending(value) ? of(value, text, true) : text;
  }

  static String of(double value) {
    String text = Double.toString(value);
    return needsMending(value) ? of(value, text, false) : text;
  }

  private static boolean needsMending(double value) {
    return IS_EARLIER && Double.isFinite(value) && value != 0;
  }

  /** From more digits to fewer: with fewer than enough, none reads back. */
  private static String of(double value, String text, boolean single) {
    BigDecimal exact = new BigDecimal(value);
    int digits = Math.max(FEWEST_DIGITS, new BigDecimal(text).precision());
    BigDecimal best = rounded(exact, digits);
    while (digits > FEWEST_DIGITS && readsBack(rounded(exact, digits - 1), value, single)) {
      digits--;
      best = rounded(exact, digits);
    }
    return readsBack(best, value, single) ? format(best.stripTrailingZeros()) : text;
  }

  private static BigDecimal rounded(BigDecimal exact, int digits) {
    return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static boolean readsBack(BigDecimal decimal, double value, boolean single) {
    return (single ? decimal.floatValue() : decimal.doubleValue()) == value;
  }

  /** As {@link Double#toString(double)} formats: plain from 1e-3 to 1e7. */
  private static String format(BigDecimal decimal) {
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -3 && exponent < 7) {
      return decimal.setScale(Math.max(1, decimal.scale())).toPlainString();
    }
    BigDecimal mantissa = decimal.movePointLeft(exponent);
    return mantissa.setScale(Math.max(1, mantissa.scale())).toPlainString() + "E" + exponent;
  }
}
