package io.github.bnlab.training.measures;

/** Lengths and angles of vectors, or of the same stretch of two of them. */
final class Vectors {
  private Vectors() {}

  /** {@code a . b} over elements {@code from} to {@code to}, exclusive. */
  static double dot(double[] a, double[] b, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** {@code |a|}. */
  static double norm(double[] a, int from, int to) {
    return Math.sqrt(dot(a, a, from, to));
  }

  /** {@code |a - b|}. */
  static double distance(double[] a, double[] b, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      double difference = a[i] - b[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  /** {@code a . b / (|a| |b|)}; NaN if one of them is 0. */
  static double cosine(double[] a, double[] b, int from, int to) {
    double cosine = dot(a, b, from, to) / (norm(a, from, to) * norm(b, from, to));
    // Rounding may go past the ends; NaN stays.
    return Math.max(-1, Math.min(1, cosine));
  }
}
