package io.github.bnlab.report.figures;

import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.plots.Plot;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Draws a plot: title, legend, panels in a grid, caption. */
final class Sheet {
  /** Length of a line in the legend, which ends with its marker: a dash after a dot is seen. */
  private static final int KEY = 38;

  /** From the beginning of the line to the text beside it. */
  private static final int KEY_TEXT = KEY + 10;

  private static final int MARGIN = 24;
  private static final int GAP = 18;
  private static final int LINE = 17;
  private static final int PANEL_TITLE = 20;

  /** The same widths and line breaks in SVG and PNG: they do not depend on the device. */
  private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);

  private final Plot plot;
  private final int columns;
  private final int panelWidth;
  private final int panelHeight;

  Sheet(Plot plot) {
    List<Panel> panels = plot.panels();
    int count = panels.size();
    this.plot = plot;
    if (panels.get(0) instanceof Panel.Mistake) {
      columns = Math.min(8, count);
      panelWidth = Cells.PIXELS_ACROSS;
      panelHeight = Cells.PIXELS_ACROSS + 34;
    } else if (panels.get(0) instanceof Panel.Features) {
      // A column for each layer.
      columns = (int) panels.stream().map(p -> ((Panel.Features) p).layer()).distinct().count();
      panelWidth = columns > 2 ? 240 : 380;
      panelHeight = columns > 2 ? 180 : 240;
    } else {
      columns = count == 1 ? 1 : count == 2 || count == 4 ? 2 : 3;
      int usual = columns == 1 ? 780 : columns == 2 ? 430 : 340;
      panelWidth = panels.stream().mapToInt(Sheet::width).reduce(usual, Math::max);
      panelHeight = panels.stream().mapToInt(this::height).max().orElseThrow();
    }
  }

  /** Names of dots take at most three fifths. */
  private static int width(Panel panel) {
    Font font = Style.font(Font.PLAIN, 12);
    return panel instanceof Panel.Dots dots
        ? dots.dots().stream()
            .mapToInt(dot -> (int) (font.getStringBounds(dot.label(), METRICS).getWidth() / 0.6))
            .max()
            .orElse(0)
        : 0;
  }

  private int height(Panel panel) {
    if (panel instanceof Panel.Dots dots) {
      return 70 + 26 * Math.max(2, dots.dots().size());
    }
    if (panel instanceof Panel.Grid grid) {
      return Cells.height(grid);
    }
    return columns == 1 ? 400 : columns == 2 ? 320 : 270;
  }

  String name() {
    return plot.id();
  }

  int width() {
    return 2 * MARGIN + columns * panelWidth + (columns - 1) * GAP;
  }

  /** Draws all on white and returns the height, which depends on how wide texts are. */
  int draw(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width(), 20_000);
    g.setColor(Style.TEXT);
    g.setFont(Style.font(Font.BOLD, 17));
    int y = text(g, plot.title(), MARGIN, MARGIN + 14, width() - 2 * MARGIN);
    y = legend(g, y + 12);
    y = grid(g, y + 8);
    g.setFont(Style.font(Font.PLAIN, 12));
    g.setColor(Style.DIM);
    return text(g, plot.caption(), MARGIN, y + 6 + LINE, width() - 2 * MARGIN) + MARGIN;
  }

  /** Colours, dashes and markers by what they stand for. */
  private Map<String, Integer> keys() {
    Map<String, Integer> keys = new LinkedHashMap<>();
    for (Panel panel : plot.panels()) {
      if (panel instanceof Panel.Curves curves) {
        curves.curves().forEach(curve -> keys.putIfAbsent(curve.label(), curve.look()));
      } else if (panel instanceof Panel.Features features) {
        keys.put(features.group(), features.look());
      }
    }
    return keys;
  }

  /** Of the curves that are single points. */
  private Set<String> dots() {
    Set<String> dots = new HashSet<>();
    Set<String> lines = new HashSet<>();
    for (Panel panel : plot.panels()) {
      if (panel instanceof Panel.Curves curves) {
        curves.curves().forEach(c -> (c.band().x().length == 1 ? dots : lines).add(c.label()));
      }
    }
    dots.removeAll(lines);
    return dots;
  }

  private int legend(Graphics2D g, int top) {
    Map<String, Integer> keys = keys();
    Set<String> dots = dots();
    if (keys.isEmpty()) {
      return top;
    }
    g.setFont(Style.font(Font.PLAIN, 12.5f));
    double x = MARGIN;
    int y = top + LINE - 4;
    for (Map.Entry<String, Integer> key : keys.entrySet()) {
      int look = key.getValue();
      double length = KEY_TEXT + g.getFontMetrics().stringWidth(key.getKey()) + 22;
      if (x > MARGIN && x + length > width() - MARGIN) {
        x = MARGIN;
        y += LINE;
      }
      g.setColor(Style.colour(look));
      boolean line = !dots.contains(key.getKey());
      if (line) {
        g.setStroke(Style.stroke(look, 2.6f));
        g.draw(new Line2D.Double(x, y - 4.5, x + KEY, y - 4.5));
      }
      if (!line || Style.marked(look)) {
        g.fill(
            AffineTransform.getTranslateInstance(x + KEY, y - 4.5)
                .createTransformedShape(Style.marker(look)));
      }
      g.setColor(Style.TEXT);
      y = text(g, key.getKey(), (float) x + KEY_TEXT, y, (float) (width() - MARGIN - KEY_TEXT - x));
      x += length;
    }
    return y + 6;
  }

  private int grid(Graphics2D g, int top) {
    List<Panel> panels = plot.panels();
    Font font = Style.font(Font.BOLD, 13);
    int titleLines =
        panels.stream().mapToInt(p -> lines(p.title(), font, panelWidth).size()).max().orElse(0);
    int titleHeight = titleLines == 0 ? 0 : PANEL_TITLE + (titleLines - 1) * lineHeight(font);
    int rowHeight = titleHeight + panelHeight + GAP;
    for (int i = 0; i < panels.size(); i++) {
      int x = MARGIN + i % columns * (panelWidth + GAP);
      int y = top + i / columns * rowHeight;
      if (titleLines > 0) {
        g.setColor(Style.TEXT);
        g.setFont(font);
        text(g, panels.get(i).title(), x + 4, y + 14, panelWidth);
      }
      panel(panels.get(i), g, new Rectangle2D.Double(x, y + titleHeight, panelWidth, panelHeight));
    }
    return top + (panels.size() + columns - 1) / columns * rowHeight - GAP;
  }

  private static void panel(Panel panel, Graphics2D g, Rectangle2D area) {
    if (panel instanceof Panel.Grid grid) {
      Cells.draw(grid, g, area);
    } else if (panel instanceof Panel.Mistake mistake) {
      Cells.draw(mistake, g, area);
    } else {
      Charts.of(panel).draw(g, area);
    }
  }

  /** Draws a text in lines of at most the given width, and returns the baseline of the last. */
  private static int text(Graphics2D g, String text, float x, int y, float width) {
    int baseline = y - lineHeight(g.getFont());
    for (String line : lines(text, g.getFont(), width)) {
      baseline += lineHeight(g.getFont());
      g.drawString(line, x, baseline);
    }
    return baseline;
  }

  private static int lineHeight(Font font) {
    return font.getSize() + 5;
  }

  private static List<String> lines(String text, Font font, float width) {
    List<String> lines = new ArrayList<>();
    if (!text.isEmpty()) {
      AttributedString dressed = new AttributedString(text, Map.of(TextAttribute.FONT, font));
      LineBreakMeasurer breaks = new LineBreakMeasurer(dressed.getIterator(), METRICS);
      while (breaks.getPosition() < text.length()) {
        int start = breaks.getPosition();
        breaks.nextLayout(width);
        lines.add(text.substring(start, breaks.getPosition()).strip());
      }
    }
    return lines;
  }
}
