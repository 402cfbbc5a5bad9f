package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run.LossCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A curve of losses with few points: of every bucket of steps the smallest and the largest loss, in
 * order of their steps, and the mean. Every point is one that was recorded.
 *
 * @param steps of the points kept, increasing
 * @param losses of the points kept, all finite
 * @param means of bucket 0 (from step 1 on), bucket 1, ...: over the finite losses of the bucket,
 *     NaN if there are none
 * @param marks points that are NaN or infinite, the first of each bucket
 */
public record ThinCurve(int[] steps, double[] losses, double[] means, List<Mark> marks) {

  /** A loss that cannot be drawn, in words: JSON has no such number. */
  public record Mark(int step, String value) {}

  /** Steps a bucket so that {@code lastStep} steps come to at most {@code buckets} buckets. */
  public static int bucket(int lastStep, int buckets) {
    return (int) Math.max(1, ((long) lastStep + buckets - 1) / buckets);
  }

  /** The middle of a bucket, in steps. */
  public static double middle(int bucket, int index) {
    return index * (double) bucket + (bucket + 1) / 2.0;
  }

  /**
   * Thins a curve.
   *
   * @param bucket steps per bucket; with 1 nothing is left out
   */
  public static ThinCurve of(LossCurve curve, int bucket) {
    double[] losses = curve.losses();
    double[] means = new double[(int) (((long) curve.lastStep() + bucket - 1) / bucket)];
    IntStream.Builder kept = IntStream.builder();
    List<Mark> marks = new ArrayList<>();
    int i = 0;
    for (int b = 0; b < means.length; b++) {
      int low = -1;
      int high = -1;
      int finite = 0;
      double sum = 0;
      boolean marked = false;
      for (; i < curve.size() && curve.steps()[i] <= (b + 1) * (long) bucket; i++) {
        if (Double.isFinite(losses[i])) {
          low = low < 0 || losses[i] < losses[low] ? i : low;
          high = high < 0 || losses[i] > losses[high] ? i : high;
          sum += losses[i];
          finite++;
        } else if (!marked) {
          marks.add(new Mark(curve.steps()[i], Double.toString(losses[i])));
          marked = true;
        }
      }
      means[b] = finite == 0 ? Double.NaN : sum / finite;
      if (finite > 0) {
        IntStream.of(low, high).distinct().sorted().forEach(kept);
      }
    }
    int[] points = kept.build().toArray();
    return new ThinCurve(
        IntStream.of(points).map(at -> curve.steps()[at]).toArray(),
        IntStream.of(points).mapToDouble(at -> losses[at]).toArray(),
        means,
        marks);
  }
}
