package io.github.bnlab.report.figures;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.font.LineBreakMeasurer;
import java.awt.font.TextAttribute;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.text.AttributedString;
import java.util.List;
import java.util.Map;

/**
 * A figure: title, legend, panels in a grid, caption.
 *
 * @param name of its files, without ending
 * @param title above
 * @param caption below: which data, how many seeds, what a band is
 * @param legend colours and lines in words, possibly empty
 * @param columns of the grid
 * @param panelWidth of a panel
 * @param panelHeight of a panel, without its title
 * @param panels in rows from left to right
 */
record Sheet(
    String name,
    String title,
    String caption,
    List<Key> legend,
    int columns,
    int panelWidth,
    int panelHeight,
    List<Panel> panels) {
  private static final int MARGIN = 24;
  private static final int GAP = 18;
  private static final int LINE = 17;
  private static final int PANEL_TITLE = 20;

  /** A line of the legend: colour, dash and marker, in words. */
  record Key(int look, String label) {}

  /** What fills a rectangle, under a title that may be empty. */
  record Panel(String title, Drawing drawing) {}

  /** Draws something into a rectangle. */
  interface Drawing {
    /** Draws it. */
    void draw(Graphics2D graphics, Rectangle2D area);
  }

  int width() {
    return 2 * MARGIN + columns * panelWidth + (columns - 1) * GAP;
  }

  int height(Graphics2D graphics) {
    return paint(graphics, false);
  }

  void draw(Graphics2D graphics) {
    paint(graphics, true);
  }

  private int paint(Graphics2D g, boolean visible) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    int y = MARGIN + 14;
    if (visible) {
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, width(), 20_000);
      g.setColor(Style.TEXT);
      g.setFont(Style.font(Font.BOLD, 17));
      g.drawString(title, MARGIN, y);
    }
    y = legend(g, y + 12, visible);
    y = grid(g, y + 8, visible);
    return caption(g, y + 6, visible) + MARGIN;
  }

  private int legend(Graphics2D g, int top, boolean visible) {
    if (legend.isEmpty()) {
      return top;
    }
    g.setFont(Style.font(Font.PLAIN, 12.5f));
    double x = MARGIN;
    int y = top + LINE - 4;
    for (Key key : legend) {
      double length = 34 + g.getFontMetrics().stringWidth(key.label()) + 22;
      if (x > MARGIN && x + length > width() - MARGIN) {
        x = MARGIN;
        y += LINE;
      }
      if (visible) {
        g.setColor(Style.colour(key.look()));
        g.setStroke(Style.stroke(key.look(), 2.6f));
        g.draw(new Line2D.Double(x, y - 4.5, x + 26, y - 4.5));
        if (Style.marked(key.look())) {
          g.fill(
              AffineTransform.getTranslateInstance(x + 13, y - 4.5)
                  .createTransformedShape(Style.marker(key.look())));
        }
        g.setColor(Style.TEXT);
        g.drawString(key.label(), (float) x + 34, y);
      }
      x += length;
    }
    return y + 6;
  }

  private int grid(Graphics2D g, int top, boolean visible) {
    boolean titled = panels.stream().anyMatch(panel -> !panel.title().isEmpty());
    int titleHeight = titled ? PANEL_TITLE : 0;
    int rowHeight = titleHeight + panelHeight + GAP;
    for (int i = 0; visible && i < panels.size(); i++) {
      int x = MARGIN + i % columns * (panelWidth + GAP);
      int y = top + i / columns * rowHeight;
      if (titled) {
        g.setColor(Style.TEXT);
        g.setFont(Style.font(Font.BOLD, 13));
        g.drawString(panels.get(i).title(), x + 4, y + 14);
      }
      panels
          .get(i)
          .drawing()
          .draw(g, new Rectangle2D.Double(x, y + titleHeight, panelWidth, panelHeight));
    }
    return top + (panels.size() + columns - 1) / columns * rowHeight - GAP;
  }

  private int caption(Graphics2D g, int top, boolean visible) {
    AttributedString text =
        new AttributedString(
            caption,
            Map.of(
                TextAttribute.FONT,
                Style.font(Font.PLAIN, 12),
                TextAttribute.FOREGROUND,
                Style.DIM));
    // The same line breaks in SVG and PNG: they do not depend on the device.
    LineBreakMeasurer lines =
        new LineBreakMeasurer(text.getIterator(), new FontRenderContext(null, true, true));
    int y = top;
    g.setFont(Style.font(Font.PLAIN, 12));
    g.setColor(Style.DIM);
    while (lines.getPosition() < caption.length()) {
      int start = lines.getPosition();
      lines.nextLayout(width() - 2f * MARGIN);
      y += LINE;
      if (visible) {
        g.drawString(caption.substring(start, lines.getPosition()).strip(), MARGIN, y);
      }
    }
    return y;
  }
}
