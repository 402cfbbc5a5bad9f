package io.github.bnlab.report.figures;

import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.summary.Labels;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
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

  static int height(Panel.Grid grid) {
    return head(grid) + ROW * grid.rows().size();
  }

  /** With room for column names of several lines. */
  private static int head(Panel.Grid grid) {
    int lines = grid.columns().stream().mapToInt(name -> lines(name).size()).max().orElse(1);
    return HEAD + LINE * (lines - 1);
  }

  private static List<String> lines(String name) {
    return WordUtils.wrap(name, MOST_CHARACTERS, "\n", false).lines().toList();
  }

  static void draw(Panel.Grid grid, Graphics2D g, Rectangle2D area) {
    g.setFont(Style.font(Font.PLAIN, 12));
    int widest =
        Stream.concat(grid.rows().stream(), Stream.of(grid.rowLabel()))
            .mapToInt(g.getFontMetrics()::stringWidth)
            .max()
            .orElseThrow();
    double left = area.getX() + 14 + widest;
    double top = area.getY() + head(grid);
    double width = (area.getMaxX() - left) / grid.columns().size();
    g.setColor(Style.DIM);
    g.drawString(grid.columnLabel() + " \u2192", (float) left, (float) area.getY() + 14);
    text(g, grid.rowLabel() + " \u2193", left - 10, top - 12, 1);
    for (int c = 0; c < grid.columns().size(); c++) {
      List<String> lines = lines(grid.columns().get(c));
      for (int i = 0; i < lines.size(); i++) {
        double bottom = top - 8 - LINE * (lines.size() - 1 - i);
        text(g, lines.get(i), left + (c + 0.5) * width, bottom, 0.5);
      }
    }
    for (int r = 0; r < grid.rows().size(); r++) {
      g.setColor(Style.TEXT);
      text(g, grid.rows().get(r), left - 10, top + (r + 0.5) * ROW + 4, 1);
      for (int c = 0; c < grid.columns().size(); c++) {
        Panel.Cell cell = grid.cells().get(r).get(c);
        g.setColor(Style.pale(Style.colour(cell.look()), cell.strength()));
        g.fill( // with a gap around it
            new Rectangle2D.Double(left + c * width + 1, top + r * ROW + 1, width - 2, ROW - 2));
        g.setColor(Style.TEXT);
        text(g, cell.text(), left + (c + 0.5) * width, top + (r + 0.5) * ROW + 4, 0.5);
      }
    }
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

  /** Draws words on the baseline {@code y}, a share of them, 0.5 or 1, to the left of {@code x}. */
  private static void text(Graphics2D g, String words, double x, double y, double share) {
    double left = x - share * g.getFontMetrics().stringWidth(words);
    g.drawString(words, (float) left, (float) y);
  }
}
