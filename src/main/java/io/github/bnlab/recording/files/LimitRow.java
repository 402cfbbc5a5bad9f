package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code limits.csv}: how large a setting can get before a trial no longer trains.
 *
 * @param trial its name
 * @param largestTrained largest value that trained, or null if not even the lowest did
 * @param smallestFailed smallest value that failed, or null if not even the highest did
 * @param failure why that one failed; empty where none did
 */
public record LimitRow(String trial, Double largestTrained, Double smallestFailed, String failure) {
  /** Columns, in order. */
  public static final List<String> COLUMNS =
      List.of("trial", "largest_trained", "smallest_failed", "failure");

  /** The line's fields. */
  public List<String> fields(NumberText numbers) {
    return List.of(trial, numbers.of(largestTrained), numbers.of(smallestFailed), failure);
  }

  static LimitRow of(CsvLine line) {
    return new LimitRow(
        line.text("trial"),
        line.optionalNumber("largest_trained"),
        line.optionalNumber("smallest_failed"),
        line.optionalText("failure"));
  }
}
