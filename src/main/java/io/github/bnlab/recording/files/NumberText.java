package io.github.bnlab.recording.files;

import io.github.bnlab.config.TrialConfig.FloatType;

/**
 * Formats numbers for records: the shortest text that reads back to the same value of the trial's
 * type, whatever the locale; {@code NaN} and {@code Infinity} by these names; empty if there is no
 * value.
 *
 * @param type of the trial's parameters
 */
public record NumberText(FloatType type) {
  /** For values that are double in every trial, such as seconds. */
  public static final NumberText DOUBLE = new NumberText(FloatType.DOUBLE);

  /** Text of a value; empty for null. */
  public String of(Double value) {
    if (value == null) {
      return "";
    }
    return type == FloatType.FLOAT ? Float.toString(value.floatValue()) : Double.toString(value);
  }
}
