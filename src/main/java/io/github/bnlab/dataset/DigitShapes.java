package io.github.bnlab.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Handwritten shapes of the ten digits, as strokes on a grid of 10 x 14 (x to the right, y down).
 *
 * <p>A stroke is a list of {@code x,y} points joined by a smooth curve (or by straight lines, with
 * a leading {@code -}); strokes of a digit are separated by {@code |}.
 */
final class DigitShapes {
  /** Points of a stroke: x0, y0, x1, y1, ... */
  record Stroke(double[] points, boolean smooth) {}

  private static final String[][] TEXT = {
    {
      "6,0 2,2 0.5,7 2,12 5,14 8.5,11.5 9.5,7 8,2 4.5,0.3",
      "8,2 5,0 1.5,3 1,8 2.5,12.5 5.5,14 9,10 9,4.5 6.5,0.5 4,1.5"
    },
    {"-5,0 5,14", "-2,3.5 5,0 5,14", "-2.5,3 5,0 5,14|-2,14 8.5,14", "4,0 5.2,5 5,14"},
    {
      "1,3.5 2.5,0.8 5.5,0 8.5,1.8 8.5,5 5.5,9.5 1,14|-1,14 9.5,13.6",
      "1,3 4,0 8,1 8.5,4.5 5.5,9.5 2,13.2 0.8,12.6 2.2,11.3 5,13 7.5,14 10,12.8",
      "-1,1.5 5,0 9,2.5 7,7 1,14 9.5,14"
    },
    {
      "1,2 4,0 8,1 8,5 4.5,6.5|4.5,6.5 8.5,7.5 9.2,11 6,14 2.5,14 0.8,12",
      "-1,0.3 8.5,0 4.2,5.5|4.2,5.5 8.5,7 9,11 5.5,14 1,12.8",
      "1.2,1.5 5,0 8.2,2 6.8,5.2 4,6.6 7.8,7.6 9,10.8 6,13.8 1,13.2"
    },
    {
      "-6.5,0 0.5,9 10,8.8|-7,4 6.8,14",
      "-2,0 1.2,7 9,6.8|-8.8,0 7.8,14",
      "2,0.5 1,5 2.5,7.3 5.5,7.2 8.5,6|9,0.5 8.2,7 7.8,14",
      "-7,0 0.5,9.5 9.8,9.5|-7,0 7,14"
    },
    {
      "-9,0 2.2,0.2 1.7,6|1.7,6 5,5 8.8,7 9,10.8 6,13.8 2.5,13.8 0.6,12.2",
      "-2.5,0.5 1.8,6.2|1.8,6.2 6,5.6 9,8.6 7.8,12.6 4,14 0.8,12.8|-2.5,0.5 9.5,0",
      "9,0.3 4,0.6 2.4,2.5 2.6,5.5 6,6.5 8.6,9 7.5,12.6 4,14 1,13"
    },
    {
      "7.5,0 3.5,3.5 1,8.5 1.6,12.4 4.8,14 8.2,12.4 8.8,9.5 6.5,7.6 3.4,8.4 1.4,10.8",
      "4.5,0 2,5 1,10 2.5,13.4 5.5,14 8.4,11.6 7.6,8.6 4.8,8.2 2,10.6",
      "9,1.2 6,0.2 2.6,3.4 1,9 3,13.4 6.5,13.8 9,10.8 7,8 4,8 1.6,10"
    },
    {
      "-0.5,0.5 9.5,0 4.5,14",
      "-0.8,0.2 9.2,0 4.2,14|-2.8,7 8.4,6.6",
      "0.8,1.6 2.6,0.2 6,0.8 9.4,0.2 6.6,6 4.6,14",
      "-1,2.6 1,0.3 9,0 5,7 3.8,14"
    },
    {
      "8.5,2 5,0 1.8,2.2 3,5.2 7,8.2 9,11.4 5.2,14 1,11.6 2.6,8.4 6.8,5.4 8.6,2.4",
      "5,6.4 2,4.2 2.4,1.2 5.2,0 8,1.6 7.8,4.6 5,6.4|5,6.4 1.4,8.6 1.2,12 5,14 8.8,12 8.4,8.6 5,6.4"
    },
    {
      "9,3.2 6.4,0.2 2.4,1 1,4.4 3.2,7.4 7,6.4 9,3.2|-9,3 8,14",
      "8.6,4 6.6,0.6 3,0.4 1.2,3.8 3,6.8 6.6,6.4 8.8,3.2 8.8,8.5 7,13 2.5,13.6",
      "8.4,1.6 4.4,0.2 1.2,3.6 2.8,6.8 6.6,6.2 8.6,1.8|8.6,1.8 8.2,8 6.2,14"
    }
  };

  private static final List<List<List<Stroke>>> SHAPES =
      Arrays.stream(TEXT).map(way -> Arrays.stream(way).map(DigitShapes::parse).toList()).toList();

  private DigitShapes() {}

  /** All shapes of a digit. */
  static List<List<Stroke>> of(int digit) {
    return SHAPES.get(digit);
  }

  private static List<Stroke> parse(String text) {
    List<Stroke> strokes = new ArrayList<>();
    for (String stroke : text.split("\\|")) {
      boolean smooth = stroke.charAt(0) != '-';
      double[] points =
          Arrays.stream((smooth ? stroke : stroke.substring(1)).split("[ ,]"))
              .mapToDouble(Double::parseDouble)
              .toArray();
      strokes.add(new Stroke(points, smooth));
    }
    return strokes;
  }
}
