package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run.LossCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A curve of losses with few points: of every bucket of steps the smallest and the largest loss, in
 * order of their steps, and the mean. Every point is one that was recorded.
 *
 * @param bucket steps per bucket; with 1 nothing is left out
 * @param steps of the points kept, increasing
 * @param losses of the points kept, all finite
 * @param means of bucket 0 (steps 1 to {@code bucket}), bucket 1, ...: over the finite losses of
 *     the bucket, NaN if there are none
 * @param marks points that are NaN or infinite, the first of each bucket
 */
public record ThinCurve(
    int bucket, int[] steps, double[] losses, double[] means, List<Mark> marks) {

  /** A value that cannot be drawn. */
  public record Mark(int step, double value) {}

  /** Steps a bucket so that {@code lastStep} steps come to at most {@code buckets} buckets. */
  public static int bucket(int lastStep, int buckets) {
    return Math.max(1, (lastStep + buckets - 1) / buckets);
  }

  /** The middle of a bucket, in steps. */
  public static double middle(int bucket, int index) {
    return index * (double) bucket + (bucket + 1) / 2.0;
  }

  /** Thins a curve. */
  public static ThinCurve of(LossCurve curve, int bucket) {
    int buckets = (curve.lastStep() + bucket - 1) / bucket;
    Builder builder = new Builder(buckets);
    int from = 0;
    for (int b = 0; b < buckets; b++) {
      int to = from;
      while (to < curve.size() && curve.steps()[to] <= (b + 1) * (long) bucket) {
        to++;
      }
      builder.add(b, curve, from, to);
      from = to;
    }
    return builder.build(bucket);
  }

  private static final class Builder {
    private final int[] steps;
    private final double[] losses;
    private final double[] means;
    private final List<Mark> marks = new ArrayList<>();
    private int size;

    Builder(int buckets) {
      steps = new int[2 * buckets];
      losses = new double[2 * buckets];
      means = new double[buckets];
      Arrays.fill(means, Double.NaN);
    }

    void add(int bucket, LossCurve curve, int from, int to) {
      int low = -1;
      int high = -1;
      int finite = 0;
      boolean marked = false;
      double sum = 0;
      for (int i = from; i < to; i++) {
        double loss = curve.losses()[i];
        if (Double.isFinite(loss)) {
          low = low < 0 || loss < curve.losses()[low] ? i : low;
          high = high < 0 || loss > curve.losses()[high] ? i : high;
          sum += loss;
          finite++;
        } else if (!marked) {
          marks.add(new Mark(curve.steps()[i], loss));
          marked = true;
        }
      }
      if (finite > 0) {
        means[bucket] = sum / finite;
        keep(curve, Math.min(low, high));
        if (low != high) {
          keep(curve, Math.max(low, high));
        }
      }
    }

    private void keep(LossCurve curve, int index) {
      steps[size] = curve.steps()[index];
      losses[size] = curve.losses()[index];
      size++;
    }

    ThinCurve build(int bucket) {
      return new ThinCurve(
          bucket, Arrays.copyOf(steps, size), Arrays.copyOf(losses, size), means, marks);
    }
  }
}
