package io.github.bnlab.report.figures;

import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.summary.Labels;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.text.WordUtils;

/** Panels that are grids of cells, or one image. */
final class Cells {
  static final int PIXELS_ACROSS = 112;

  private static final int ROW = 34;
  private static final int HEAD = 44;
  private static final int LINE = 14;

  /** Characters of a column's name that fit beside each other. */
  private static final int MOST_CHARACTERS = 10;

  private Cells() {}

  static int height(Panel.HeatMap map) {
    return head(map) + ROW * map.rows().size();
  }

  /** With room for column names of several lines. */
  private static int head(Panel.HeatMap map) {
    int lines = map.columns().stream().mapToInt(name -> lines(name).size()).max().orElse(1);
    return HEAD + LINE * (lines - 1);
  }

  private static List<String> lines(String name) {
    return WordUtils.wrap(name, MOST_CHARACTERS, "\n", false).lines().toList();
  }

  /** A map of accuracies: the larger, the darker. */
  static void draw(Panel.HeatMap map, Graphics2D g, Rectangle2D area) {
    g.setFont(Style.font(Font.PLAIN, 12));
    int widest =
        Stream.concat(map.rows().stream(), Stream.of(map.rowLabel()))
            .mapToInt(g.getFontMetrics()::stringWidth)
            .max()
            .orElseThrow();
    double left = area.getX() + 14 + widest;
    double top = area.getY() + head(map);
    double width = (area.getMaxX() - left) / map.columns().size();
    DoubleSummaryStatistics all =
        Arrays.stream(map.values())
            .flatMapToDouble(Arrays::stream)
            .filter(value -> !Double.isNaN(value))
            .summaryStatistics();
    double span = all.getMax() - all.getMin();
    g.setColor(Style.DIM);
    g.drawString(map.columnLabel() + " \u2192", (float) left, (float) area.getY() + 14);
    text(g, map.rowLabel() + " \u2193", left - 10, top - 12, 1);
    for (int c = 0; c < map.columns().size(); c++) {
      List<String> lines = lines(map.columns().get(c));
      for (int i = 0; i < lines.size(); i++) {
        double bottom = top - 8 - LINE * (lines.size() - 1 - i);
        text(g, lines.get(i), left + (c + 0.5) * width, bottom, 0.5);
      }
    }
    for (int r = 0; r < map.rows().size(); r++) {
      g.setColor(Style.TEXT);
      text(g, map.rows().get(r), left - 10, top + (r + 0.5) * ROW + 4, 1);
      for (int c = 0; c < map.columns().size(); c++) {
        double value = map.values()[r][c];
        double share = span > 0 ? (value - all.getMin()) / span : 1;
        boolean none = Double.isNaN(value);
        fill(
            g,
            none ? Style.GRID : Style.pale(Style.BLUE, 0.06 + 0.5 * share),
            new Rectangle2D.Double(left + c * width, top + r * ROW, width, ROW));
        g.setColor(none ? Style.DIM : Style.TEXT);
        String words = none ? "\u2013" : Labels.format("%.1f\u00a0%%", 100 * value);
        text(g, words, left + (c + 0.5) * width, top + (r + 0.5) * ROW + 4, 0.5);
      }
    }
  }

  /** Shares of right answers on the diagonal; of wrong ones the most frequent is the darkest. */
  static void draw(Panel.Confusion panel, Graphics2D g, Rectangle2D area) {
    List<String> classes = panel.classes();
    long[][] counts = panel.counts();
    long most = 1;
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts.length; j++) {
        most = i == j ? most : Math.max(most, counts[i][j]);
      }
    }
    double left = area.getX() + 104;
    double top = area.getY() + (classes.get(0).length() > 1 ? 84 : 24);
    double width = (area.getMaxX() - left) / counts.length;
    double height = (area.getMaxY() - top) / counts.length;
    rowName(g, "class \u2193  answer \u2192", left - 8, top - 14);
    for (int i = 0; i < counts.length; i++) {
      rowName(g, classes.get(i), left - 8, top + (i + 0.5) * height);
      columnName(g, classes.get(i), left + (i + 0.5) * width, top - 8);
      double all = Math.max(1, Arrays.stream(counts[i]).sum());
      for (int j = 0; j < counts.length; j++) {
        double strength = i == j ? 0.5 * counts[i][j] / all : 0.8 * counts[i][j] / most;
        fill(
            g,
            Style.fade(i == j ? Style.BLUE : Style.ORANGE, strength),
            new Rectangle2D.Double(left + j * width, top + i * height, width, height));
        if (counts[i][j] > 0) {
          g.setColor(Style.TEXT);
          g.setFont(Style.font(Font.PLAIN, 11.5f));
          String count = String.valueOf(counts[i][j]);
          text(g, count, left + (j + 0.5) * width, top + (i + 0.5) * height + 4, 0.5);
        }
      }
    }
  }

  private static void rowName(Graphics2D g, String name, double right, double y) {
    g.setFont(Style.font(Font.PLAIN, 12));
    g.setColor(Style.DIM);
    text(g, name, right, y + 4, 1);
  }

  private static void columnName(Graphics2D g, String name, double x, double bottom) {
    g.setColor(Style.DIM);
    if (name.length() == 1) {
      g.setFont(Style.font(Font.PLAIN, 11.5f));
      text(g, name, x, bottom - 2, 0.5);
      return;
    }
    AffineTransform before = g.getTransform();
    g.setFont(Style.font(Font.PLAIN, 12));
    g.translate(x + 4, bottom);
    g.rotate(-Math.PI / 2);
    g.drawString(name, 0, 0);
    g.setTransform(before);
  }

  /** The image with its class and the answer below it. */
  static void draw(Panel.Mistake mistake, Graphics2D g, Rectangle2D area) {
    g.drawImage(image(mistake.row().pixels()), (int) area.getX(), (int) area.getY(), null);
    float x = (float) area.getX();
    float y = (float) area.getY() + PIXELS_ACROSS;
    g.setColor(Style.TEXT);
    g.setFont(Style.font(Font.BOLD, 12));
    g.drawString(mistake.label(), x, y + 16);
    g.setColor(Style.DIM);
    g.setFont(Style.font(Font.PLAIN, 11));
    double percent = 100 * mistake.row().probability();
    String answer = Labels.format("as %s, %.1f %%", mistake.predicted(), percent);
    g.drawString(answer, x, y + 30);
  }

  /** Enlarged here: viewers would blur the pixels. */
  private static BufferedImage image(byte[] pixels) {
    int side = (int) Math.round(Math.sqrt(pixels.length));
    BufferedImage image =
        new BufferedImage(PIXELS_ACROSS, PIXELS_ACROSS, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < PIXELS_ACROSS; y++) {
      for (int x = 0; x < PIXELS_ACROSS; x++) {
        int gray = pixels[y * side / PIXELS_ACROSS * side + x * side / PIXELS_ACROSS] & 0xff;
        image.setRGB(x, y, gray << 16 | gray << 8 | gray);
      }
    }
    return image;
  }

  /** A cell with a gap around it. */
  private static void fill(Graphics2D g, Color colour, Rectangle2D cell) {
    g.setColor(colour);
    g.fill(
        new Rectangle2D.Double(
            cell.getX() + 1, cell.getY() + 1, cell.getWidth() - 2, cell.getHeight() - 2));
  }

  /** Draws words on the baseline {@code y}, a share of them, 0.5 or 1, to the left of {@code x}. */
  private static void text(Graphics2D g, String words, double x, double y, double share) {
    double left = x - share * g.getFontMetrics().stringWidth(words);
    g.drawString(words, (float) left, (float) y);
  }
}
