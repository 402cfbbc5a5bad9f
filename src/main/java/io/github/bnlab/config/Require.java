package io.github.bnlab.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Checks of settings and options; all messages have the same form. */
public final class Require {
  private Require() {}

  /** Fails with {@code KEY is VALUE; it must EXPECTATION} unless the condition holds. */
  public static void that(boolean condition, String key, Object value, String expectation) {
    if (!condition) {
      throw error(key, value, expectation);
    }
  }

  /** {@code KEY is VALUE; it must EXPECTATION}. */
  static ConfigException error(String key, Object value, String expectation) {
    return new ConfigException(key, key + " is " + shown(value) + "; it must " + expectation);
  }

  /** Fails unless a number is at least another one; the rest says of what, or what it means. */
  public static void atLeast(int least, int value, String key, String rest) {
    that(value >= least, key, value, "be at least " + least + rest);
  }

  /** Fails unless a number is greater than 0 and finite. */
  public static void positive(double value, String key) {
    that(value > 0 && value < Double.POSITIVE_INFINITY, key, value, "be greater than 0 and finite");
  }

  /** Fails unless a number lies in [0, 1). */
  public static void fraction(double value, String key, String rest) {
    that(value >= 0 && value < 1, key, value, "lie in [0, 1)" + rest);
  }

  /** Fails where a value that every configuration has is missing. */
  public static void given(Object value, String key) {
    if (value == null) {
      throw new ConfigException(key, key + " is missing; give it a value");
    }
  }

  /** Fails where a text cannot be the path of a file on this system; null is no path and fine. */
  static void path(String text, String key) {
    if (text == null) {
      return;
    }
    that(!text.isBlank(), key, text, "be the path of a file");
    try {
      Path.of(text);
    } catch (InvalidPathException e) {
      throw error(key, text, "be a valid path on this system (" + e.getReason() + ")");
    }
  }

  /** A value as messages show it: texts quoted, on one line, and cut to a length to be read. */
  static String shown(Object value) {
    return value instanceof String text ? MessageText.quoted(text) : String.valueOf(value);
  }
}
