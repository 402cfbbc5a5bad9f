package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code timing.csv}: wall times of an epoch.
 *
 * @param epoch counted from 1; 0 is the evaluation before the first step
 * @param trainingSeconds of its steps
 * @param evaluationSeconds of the evaluation after it
 * @param trainingSamplesPerSecond examples trained on per training second; null for epoch 0
 */
public record TimingRow(
    int epoch, double trainingSeconds, double evaluationSeconds, Double trainingSamplesPerSecond) {

  /** Examples trained on per second of training over all epochs; NaN if none was trained. */
  public static double samplesPerSecond(List<TimingRow> rows) {
    double samples = 0;
    double seconds = 0;
    for (TimingRow row : rows) {
      if (row.trainingSamplesPerSecond != null) {
        samples += row.trainingSamplesPerSecond * row.trainingSeconds;
        seconds += row.trainingSeconds;
      }
    }
    return samples / seconds;
  }
}
