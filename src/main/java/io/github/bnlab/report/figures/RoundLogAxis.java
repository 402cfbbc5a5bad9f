package io.github.bnlab.report.figures;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.Tick;
import org.jfree.chart.plot.ValueAxisPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

/**
 * A logarithmic axis with ticks at round numbers: of many decades at powers of ten alone, in a
 * narrow range at equal distances.
 */
final class RoundLogAxis extends LogAxis {
  private static final long serialVersionUID = 1L;
  private static final double FEW_DECADES = 2.2;

  /** Where the axis ends if a value is 0. */
  private static final double SMALLEST = 1e-30;

  private static final List<int[]> FACTORS =
      List.of(new int[] {1}, new int[] {1, 2, 5}, new int[] {1, 2, 3, 4, 5, 6, 8});

  /** Fewer ticks do not tell where a value is. */
  private static final int FEWEST = 3;

  /** In tenths of the power of ten below the range. */
  private static final int[] STEPS = {50, 20, 10, 5, 2};

  /** Distance of two labels of given ticks. */
  private static final double PIXELS = 34;

  private final List<Double> given;

  /** An axis with ticks at some values as far as there is room, or at round ones for none. */
  RoundLogAxis(String label, List<Double> given) {
    super(label.isEmpty() ? null : label);
    this.given = given;
    setSmallestValue(SMALLEST);
    Style.dressed(this);
  }

  /** The shortest range follows the values: a fixed one hides differences in the last digits. */
  @Override
  protected void autoAdjustRange() {
    Range values = getPlot() instanceof ValueAxisPlot plot ? plot.getDataRange(this) : null;
    if (values != null && values.getLowerBound() > 0) {
      double least = Math.max(Double.MIN_VALUE, values.getLowerBound() / 1000);
      setAutoRangeMinimumSize(least, false);
      setSmallestValue(Math.min(SMALLEST, least)); // such as gradients that vanish
    }
    super.autoAdjustRange();
  }

  @Override
  public List<Tick> refreshTicks(
      Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
    TextAnchor anchor =
        RectangleEdge.isTopOrBottom(edge) ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    List<BigDecimal> values = given.isEmpty() ? round() : given(area, edge);
    return values.stream()
        .<Tick>map(value -> new NumberTick(value, text(value), anchor, TextAnchor.CENTER, 0))
        .toList();
  }

  private List<BigDecimal> given(Rectangle2D area, RectangleEdge edge) {
    List<BigDecimal> values = new ArrayList<>();
    double last = Double.NEGATIVE_INFINITY;
    for (double value : given) {
      double at =
          Math.abs(valueToJava2D(value, area, edge) - valueToJava2D(given.get(0), area, edge));
      if (getRange().contains(value) && at - last >= PIXELS) {
        values.add(BigDecimal.valueOf(value));
        last = at;
      }
    }
    return values;
  }

  private List<BigDecimal> round() {
    double low = getRange().getLowerBound();
    double high = getRange().getUpperBound();
    double decades = Math.log10(high / low);
    int every = (int) Math.max(1, Math.ceil(decades / 8));
    int first = decades < 0.7 ? 2 : decades < FEW_DECADES ? 1 : 0;
    return IntStream.range(first, FACTORS.size())
        .mapToObj(i -> round(low, high, every, FACTORS.get(i)))
        .filter(values -> values.size() >= FEWEST)
        .findFirst()
        .orElseGet(() -> equallyFar(low, high));
  }

  /** Multiples of powers of ten. */
  private static List<BigDecimal> round(double low, double high, int every, int[] factors) {
    List<BigDecimal> values = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); Math.pow(10, power) <= high; power++) {
      for (int factor : factors) {
        double value = factor * Math.pow(10, power);
        if (value >= low && value <= high && Math.floorMod(power, every) == 0) {
          values.add(BigDecimal.valueOf(factor).scaleByPowerOfTen(power));
        }
      }
    }
    return values;
  }

  /**
   * At least three multiples of the largest step that has so many; fewer of an axis of no values.
   */
  private static List<BigDecimal> equallyFar(double low, double high) {
    int power = (int) Math.floor(Math.log10(high - low));
    List<BigDecimal> values = List.of();
    for (int i = 0; values.size() < 3 && i < STEPS.length; i++) {
      BigDecimal step = BigDecimal.valueOf(STEPS[i], 1).scaleByPowerOfTen(power);
      long first = (long) Math.ceil(low / step.doubleValue());
      long last = (long) Math.floor(high / step.doubleValue());
      values =
          LongStream.rangeClosed(first, last)
              .mapToObj(BigDecimal::valueOf)
              .map(step::multiply)
              .toList();
    }
    return values;
  }

  /** All digits: a rounded value is another one. */
  private static String text(BigDecimal value) {
    boolean plain = value.doubleValue() >= 1e-4 && value.doubleValue() < 1e6;
    String pattern = plain ? "#,##0.################" : "0.################E0";
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
    return new DecimalFormat(pattern, symbols).format(value).replace('E', 'e');
  }
}
