package io.github.bnlab.report.figures;

import io.github.bnlab.report.plots.Panel.HeatMap;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.Locale;

/** A map of accuracies: the larger, the darker. */
record HeatDrawing(HeatMap map) implements Sheet.Drawing {
  private static final int ROW = 34;
  private static final int HEAD = 44;
  private static final float SIZE = 12;

  static int height(HeatMap map) {
    return HEAD + ROW * map.rows().size();
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    g.setFont(Style.font(Font.PLAIN, SIZE));
    int widest =
        map.rows().stream().mapToInt(row -> g.getFontMetrics().stringWidth(row)).max().orElse(0);
    double left =
        area.getX() + 14 + Math.max(widest, g.getFontMetrics().stringWidth(map.rowLabel()));
    double top = area.getY() + HEAD;
    double width = (area.getMaxX() - left) / map.columns().size();
    double[] all =
        Arrays.stream(map.values())
            .flatMapToDouble(Arrays::stream)
            .filter(v -> !Double.isNaN(v))
            .toArray();
    double low = Arrays.stream(all).min().orElse(0);
    double high = Arrays.stream(all).max().orElse(1);
    g.setColor(Style.DIM);
    g.drawString(map.columnLabel() + " \u2192", (float) left, (float) area.getY() + 14);
    Words.endingAt(g, map.rowLabel() + " \u2193", left - 10, top - 12);
    for (int c = 0; c < map.columns().size(); c++) {
      Words.centred(g, map.columns().get(c), left + (c + 0.5) * width, top - 8);
    }
    for (int r = 0; r < map.rows().size(); r++) {
      g.setColor(Style.TEXT);
      Words.endingAt(g, map.rows().get(r), left - 10, top + (r + 0.5) * ROW + 4);
      for (int c = 0; c < map.columns().size(); c++) {
        double value = map.values()[r][c];
        double share = high > low ? (value - low) / (high - low) : 1;
        cell(g, new Rectangle2D.Double(left + c * width, top + r * ROW, width, ROW), value, share);
      }
    }
  }

  private static void cell(Graphics2D g, Rectangle2D area, double value, double share) {
    boolean none = Double.isNaN(value);
    g.setColor(none ? Style.GRID : Style.pale(Style.BLUE, 0.06 + 0.5 * share));
    g.fill(
        new Rectangle2D.Double(
            area.getX() + 1, area.getY() + 1, area.getWidth() - 2, area.getHeight() - 2));
    g.setColor(none ? Style.DIM : Style.TEXT);
    String text = none ? "\u2013" : String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * value);
    Words.centred(g, text, area.getCenterX(), area.getCenterY() + 4);
  }
}
