package io.github.bnlab.dataset;

/**
 * A 28 x 28 sheet on which lines are drawn with a round pen, anti-aliased.
 *
 * <p>A pixel is covered by {@code clamp(radius + 1/2 - distance to the line, 0, 1)}; where lines
 * overlap, the greatest coverage counts. Only the bounding box of a line is visited.
 */
final class Canvas {
  /** Pixels of a side. */
  static final int SIDE = 28;

  private final float[] coverage = new float[SIDE * SIDE];

  /** Draws a line between points in pixels; the pen's radius goes from {@code r0} to {@code r1}. */
  void line(double x0, double y0, double r0, double x1, double y1, double r1) {
    double reach = Math.max(r0, r1) + 0.5;
    int left = bound(Math.min(x0, x1) - reach);
    int right = bound(Math.max(x0, x1) + reach);
    int top = bound(Math.min(y0, y1) - reach);
    int bottom = bound(Math.max(y0, y1) + reach);
    double dx = x1 - x0;
    double dy = y1 - y0;
    double scale = 1 / Math.max(dx * dx + dy * dy, 1e-9);
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        double along = clamp(((x - x0) * dx + (y - y0) * dy) * scale);
        double px = x0 + along * dx - x;
        double py = y0 + along * dy - y;
        double radius = r0 + along * (r1 - r0);
        float covered = (float) clamp(radius + 0.5 - Math.sqrt(px * px + py * py));
        int pixel = y * SIDE + x;
        coverage[pixel] = Math.max(coverage[pixel], covered);
      }
    }
  }

  /** Coverage of a pixel, in [0, 1]. */
  float at(int pixel) {
    return coverage[pixel];
  }

  private static int bound(double coordinate) {
    return (int) Math.max(0, Math.min(SIDE - 1, Math.rint(coordinate)));
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
