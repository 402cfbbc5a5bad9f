package io.github.bnlab.dataset;

import io.github.bnlab.config.RandomStreams;
import io.github.bnlab.config.RandomStreams.Purpose;
import io.github.bnlab.dataset.DigitShapes.Stroke;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Digits drawn by the program: ten classes, 28 x 28, as many as asked for, without any file.
 *
 * <p>Every image is a pure function of (seed, index): a random shape of the digit, its points
 * moved, joined by Catmull-Rom curves, slanted, scaled, turned, shifted, drawn with a pen of random
 * width and pressure, and blurred by noise. The arithmetic is exact on every platform (no Gaussians
 * of the library, {@link StrictMath} for the angle).
 */
public final class SyntheticDigits {
  /** Name in configurations and records. */
  public static final String NAME = "synthetic-digits";

  private static final int CURVE_PIECES = 6;

  private final SplittableRandom random;

  /** How much of each pixel is covered by ink, in [0, 1]. */
  private final float[] coverage = new float[ImageSet.PIXELS];

  private double xx;
  private double xy;
  private double yx;
  private double yy;
  private double centreX;
  private double centreY;

  private SyntheticDigits(SplittableRandom random) {
    this.random = random;
  }

  /**
   * Images {@code first .. first + count - 1} of the endless sequence that belongs to the seed.
   *
   * @param seed of everything random
   * @param first index of the first image
   * @param count how many
   */
  public static ImageSet draw(long seed, long first, int count) {
    byte[] pixels = new byte[Math.multiplyExact(count, ImageSet.PIXELS)];
    byte[] labels = new byte[count];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              SplittableRandom random = RandomStreams.of(seed, Purpose.DIGITS, first + i);
              labels[i] = (byte) random.nextInt(ImageSet.CLASSES);
              new SyntheticDigits(random).draw(labels[i], pixels, i * ImageSet.PIXELS);
            });
    return new ImageSet(pixels, labels);
  }

  private void draw(int digit, byte[] pixels, int offset) {
    choosePlacement();
    List<List<Stroke>> ways = DigitShapes.of(digit);
    double radius = between(0.6, 1.7);
    for (Stroke stroke : ways.get(random.nextInt(ways.size()))) {
      draw(place(stroke.points()), stroke.smooth(), radius);
    }
    develop(pixels, offset);
  }

  /** The affine map from the grid of the shapes to the sheet. */
  private void choosePlacement() {
    double height = between(15, 21) / 14;
    double width = height * between(0.7, 1.25);
    double angle = bell() * 0.16;
    double slant = bell() * 0.22 + 0.1;
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    xx = cos * width;
    xy = -cos * slant * height - sin * height;
    yx = sin * width;
    yy = -sin * slant * height + cos * height;
    centreX = 13.5 + bell() * 1.3;
    centreY = 13.5 + bell() * 1.3;
  }

  private double[] place(double[] points) {
    double[] placed = new double[points.length];
    for (int i = 0; i < points.length; i += 2) {
      double x = points[i] - 5 + bell() * 0.55;
      double y = points[i + 1] - 7 + bell() * 0.55;
      placed[i] = centreX + xx * x + xy * y;
      placed[i + 1] = centreY + yx * x + yy * y;
    }
    return placed;
  }

  private void draw(double[] points, boolean smooth, double radius) {
    int spans = points.length / 2 - 1;
    double r0 = radius * between(0.75, 1.15);
    for (int span = 0; span < spans; span++) {
      double r1 = radius * between(0.75, 1.15);
      if (smooth) {
        curve(points, span, r0, r1);
      } else {
        int i = 2 * span;
        line(points[i], points[i + 1], r0, points[i + 2], points[i + 3], r1);
      }
      r0 = r1;
    }
  }

  /** One span of a Catmull-Rom spline (Catmull and Rom, 1974), in short straight pieces. */
  private void curve(double[] points, int span, double r0, double r1) {
    double x = points[2 * span];
    double y = points[2 * span + 1];
    double r = r0;
    for (int piece = 1; piece <= CURVE_PIECES; piece++) {
      double t = (double) piece / CURVE_PIECES;
      double nextX = spline(points, span, 0, t);
      double nextY = spline(points, span, 1, t);
      double nextR = r0 + t * (r1 - r0);
      line(x, y, r, nextX, nextY, nextR);
      x = nextX;
      y = nextY;
      r = nextR;
    }
  }

  private static double spline(double[] points, int span, int axis, double t) {
    int last = points.length / 2 - 1;
    double a = points[2 * Math.max(span - 1, 0) + axis];
    double b = points[2 * span + axis];
    double c = points[2 * (span + 1) + axis];
    double d = points[2 * Math.min(span + 2, last) + axis];
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }

  /**
   * Draws a line between points in pixels, anti-aliased; the radius of the round pen goes from
   * {@code r0} to {@code r1}.
   *
   * <p>A pixel is covered by {@code clamp(radius + 1/2 - distance to the line, 0, 1)}; where lines
   * overlap, the greatest coverage counts. Only the bounding box of a line is visited.
   */
  private void line(double x0, double y0, double r0, double x1, double y1, double r1) {
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
        int pixel = y * ImageSet.SIDE + x;
        coverage[pixel] = Math.max(coverage[pixel], covered);
      }
    }
  }

  private static int bound(double coordinate) {
    return (int) Math.max(0, Math.min(ImageSet.SIDE - 1, Math.rint(coordinate)));
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }

  /** Turns coverage into bytes: strength of the ink, grain of the paper. */
  private void develop(byte[] pixels, int offset) {
    double strength = between(150, 255);
    double grain = between(0, 28);
    long bits = 0;
    for (int i = 0; i < ImageSet.PIXELS; i++) {
      bits = i % 4 == 0 ? random.nextLong() : bits >>> 16;
      double noise = ((bits & 0xff) - (bits >>> 8 & 0xff)) / 256.0;
      double value = coverage[i] * strength + grain * noise;
      pixels[offset + i] = (byte) Math.max(0, Math.min(255, Math.rint(value)));
    }
  }

  private double between(double low, double high) {
    return low + random.nextDouble() * (high - low);
  }

  /** Nearly Gaussian, mean 0, standard deviation 1: the sum of four uniform values. */
  private double bell() {
    double sum = random.nextDouble() + random.nextDouble();
    sum += random.nextDouble() + random.nextDouble();
    return (sum - 2) * 1.7320508075688772;
  }
}
