package io.github.bnlab.report.figures;

import io.github.bnlab.report.plots.Axis;
import io.github.bnlab.report.plots.Axis.Format;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.util.ShapeUtils;

/** Colours that colour-blind readers can tell apart (Okabe and Ito), strokes, fonts and axes. */
final class Style {
  static final Color TEXT = new Color(0x1a1d23);
  static final Color DIM = new Color(0x5d6470);
  static final Color GRID = new Color(0xe6e9ed);
  static final Color BLUE = new Color(0x0072b2);
  static final Color ORANGE = new Color(0xd55e00);

  private static final Color[] COLOURS = {
    BLUE, ORANGE, new Color(0x009e73), new Color(0xb8558f), new Color(0xc98a00), new Color(0x3a9bd9)
  };
  private static final float[][] DASHES = {null, {7, 4}, {2, 3}, {9, 3, 2, 3}};

  private static final Shape[] MARKERS = {
    new Ellipse2D.Double(-3.5, -3.5, 7, 7),
    new Rectangle2D.Double(-3.2, -3.2, 6.4, 6.4),
    ShapeUtils.createUpTriangle(4),
    ShapeUtils.createDiamond(4.5f)
  };

  private Style() {}

  /** Where colours and dashes repeat, markers tell the groups apart. */
  static boolean marked(int look) {
    return look >= COLOURS.length * DASHES.length;
  }

  /** The marker of points. */
  static Shape marker(int look) {
    return MARKERS[look / (COLOURS.length * DASHES.length) % MARKERS.length];
  }

  static Color colour(int look) {
    return COLOURS[look % COLOURS.length];
  }

  static Stroke stroke(int look, float width) {
    float[] dash = DASHES[look / COLOURS.length % DASHES.length];
    return dash == null
        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }

  /** The colour mixed with white, so that it hides what is behind. */
  static Color pale(Color colour, double share) {
    return new Color(
        (int) Math.round(255 - share * (255 - colour.getRed())),
        (int) Math.round(255 - share * (255 - colour.getGreen())),
        (int) Math.round(255 - share * (255 - colour.getBlue())));
  }

  static Color fade(Color colour, double alpha) {
    return new Color(
        colour.getRed(), colour.getGreen(), colour.getBlue(), (int) Math.round(255 * alpha));
  }

  static Font font(int style, float size) {
    return new Font(Font.SANS_SERIF, style, 1).deriveFont(size);
  }

  /** A cross of diagonal lines, which marks what cannot be drawn. */
  static Shape cross() {
    return ShapeUtils.createDiagonalCross(5, 0.7f);
  }

  /** An axis of a plot. */
  static ValueAxis axis(Axis axis) {
    if (axis.log()) {
      return new RoundLogAxis(axis.label(), axis.ticks());
    }
    String format =
        switch (axis.format()) {
          case PLAIN, WHOLE, RATIO -> "#,##0.##########";
          case PERCENT -> "0.####\u00a0%";
          case POINTS -> "+0.####;-0.####";
        };
    NumberAxis drawn = dressed(new NumberAxis(axis.label().isEmpty() ? null : axis.label()));
    DecimalFormat numbers =
        new DecimalFormat(format, DecimalFormatSymbols.getInstance(Locale.ROOT));
    drawn.setNumberFormatOverride(numbers);
    // Wide insets: few ticks.
    drawn.setTickLabelInsets(new RectangleInsets(9, 8, 9, 8));
    drawn.setAutoRangeIncludesZero(false);
    drawn.setAutoRangeStickyZero(false); // markers at 0 are not cut
    if (axis.format() == Format.POINTS || axis.format() == Format.PERCENT) {
      numbers.setMultiplier(100);
      // Equal values: labels of four digits still differ.
      drawn.setAutoRangeMinimumSize(1e-4);
    } else if (axis.format() == Format.WHOLE) {
      drawn.setStandardTickUnits(NumberAxis.createIntegerTickUnits(Locale.ROOT));
      drawn.setLowerMargin(0.01);
      drawn.setUpperMargin(0.02);
    }
    return drawn;
  }

  /** An axis with a name at each whole number. */
  static SymbolAxis names(String label, String[] names) {
    SymbolAxis axis = dressed(new SymbolAxis(label, names));
    axis.setGridBandsVisible(false);
    return axis;
  }

  /** Font and colours of an axis of any kind. */
  static <T extends ValueAxis> T dressed(T axis) {
    axis.setLabelFont(font(Font.PLAIN, 12));
    axis.setLabelPaint(DIM);
    axis.setTickLabelFont(font(Font.PLAIN, 11));
    axis.setTickLabelPaint(DIM);
    axis.setAxisLinePaint(GRID.darker());
    axis.setTickMarksVisible(false);
    return axis;
  }

  /** A chart of a plot, without ornaments. */
  static JFreeChart chart(XYPlot plot) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setAxisOffset(new RectangleInsets(0, 0, 0, 0));
    // Room for half of the last label of the horizontal axis.
    plot.setInsets(new RectangleInsets(4, 8, 4, 22));
    JFreeChart chart = new JFreeChart(null, font(Font.PLAIN, 12), plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    return chart;
  }
}
