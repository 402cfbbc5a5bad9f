package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.Rows.MistakeRow;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.report.summary.Estimate;
import io.github.bnlab.report.summary.SeedBand;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/** What stands in one rectangle of a plot. */
public sealed interface Panel {
  /** Above the rectangle; may be empty. */
  String title();

  /** Whether it has nothing to show. */
  default boolean isEmpty() {
    return false;
  }

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

    @Override
    public boolean isEmpty() {
      return curves.isEmpty();
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
    /** So few points are marked. */
    private static final int FEW_POINTS = 12;

    public Curve {
      crosses = List.copyOf(crosses);
    }

    /** A line without marked points that belongs to no group. */
    public Curve(String label, int look, SeedBand band) {
      this(label, -1, look, false, band, List.of());
    }

    static boolean marked(SeedBand band) {
      return band.x().length <= FEW_POINTS;
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

    @Override
    public boolean isEmpty() {
      return dots.isEmpty();
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

  /**
   * Median and percentiles over the steps.
   *
   * @param title above
   * @param look index of its colour
   * @param band median, 15th and 85th percentile
   * @param low lower end of the vertical axis
   * @param high its upper end
   */
  record Percentiles(String title, int look, SeedBand band, double low, double high)
      implements Panel {}

  /**
   * Histograms above one another, the first epoch on top.
   *
   * @param title above
   * @param look index of their colour
   * @param histograms from top to bottom
   * @param low left end of the horizontal axis
   * @param high its right end
   */
  record Ridges(String title, int look, List<Histogram> histograms, double low, double high)
      implements Panel {
    public Ridges {
      histograms = List.copyOf(histograms);
    }
  }

  /**
   * What a normalization layer holds for every feature, over the epochs, and the mean of all.
   *
   * @param group what the legend calls the trials
   * @param look index of their colour
   * @param layer place of the network
   * @param quantity in words
   * @param epochs increasing
   * @param values {@code [feature][index of epoch]}
   */
  record Features(
      String group, int look, String layer, String quantity, int[] epochs, double[][] values)
      implements Panel {
    @Override
    public String title() {
      return layer + ", " + quantity;
    }
  }

  /**
   * Test images by class and answer.
   *
   * @param classes in words
   * @param counts {@code [label][predicted]}
   */
  record Confusion(List<String> classes, long[][] counts) implements Panel {
    public Confusion {
      classes = List.copyOf(classes);
    }

    @Override
    public String title() {
      return "";
    }
  }

  /**
   * An image that is classified wrongly.
   *
   * @param row its pixels and the answer
   * @param label right class in words
   * @param predicted answer in words
   */
  record Mistake(MistakeRow row, String label, String predicted) implements Panel {
    @Override
    public String title() {
      return "";
    }
  }
}
