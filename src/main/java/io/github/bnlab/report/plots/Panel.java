package io.github.bnlab.report.plots;

import io.github.bnlab.report.summary.Estimate;
import io.github.bnlab.report.summary.SeedBand;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/** What stands in one rectangle of a plot. */
public sealed interface Panel {
  /** Above the rectangle; may be empty. */
  String title();

  /**
   * Curves with bands.
   *
   * @param title above
   * @param x horizontal axis
   * @param y vertical axis
   * @param curves in order of the legend
   */
  record Curves(String title, Axis x, Axis y, List<Curve> curves) implements Panel {
    public Curves {
      curves = List.copyOf(curves);
    }
  }

  /**
   * A curve.
   *
   * @param label in the legend
   * @param group index of the group of trials that it belongs to, or -1
   * @param look index of its colour, dash and marker
   * @param points whether its points are marked: there are few, and nothing between them
   * @param band mean, lowest and highest value
   * @param crosses what cannot be drawn
   */
  record Curve(
      String label, int group, int look, boolean points, SeedBand band, List<Cross> crosses) {
    public Curve {
      crosses = List.copyOf(crosses);
    }
  }

  /** A place where something could not be drawn, in words. */
  record Cross(double x, double y, String what) {}

  /**
   * A value for each of some names, one below the other.
   *
   * @param title above
   * @param x horizontal axis
   * @param dots from top to bottom
   */
  record Dots(String title, Axis x, List<Dot> dots) implements Panel {
    public Dots {
      dots = List.copyOf(dots);
    }
  }

  /**
   * A value with a range.
   *
   * @param label its name
   * @param look index of its colour
   * @param value mean, or NaN if there is only a range
   * @param low left end of the range
   * @param high right end of the range
   */
  record Dot(String label, int look, double value, double low, double high) {
    /** Mean and range of some values, at least one, in the first look. */
    static Dot over(String label, double... values) {
      DoubleSummaryStatistics all = Arrays.stream(values).summaryStatistics();
      return new Dot(label, 0, all.getAverage(), all.getMin(), all.getMax());
    }

    /** Mean and interval. */
    static Dot of(String label, int look, Estimate estimate) {
      return new Dot(label, look, estimate.mean(), estimate.low(), estimate.high());
    }
  }

  /**
   * A value for each pair of two settings.
   *
   * @param title above
   * @param columns values of the first setting
   * @param rows values of the second setting
   * @param columnLabel name of the first setting
   * @param rowLabel name of the second setting
   * @param values {@code [row][column]}, NaN for a missing value
   */
  record HeatMap(
      String title,
      String columnLabel,
      List<String> columns,
      String rowLabel,
      List<String> rows,
      double[][] values)
      implements Panel {
    public HeatMap {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }
}
