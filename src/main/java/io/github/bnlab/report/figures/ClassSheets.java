package io.github.bnlab.report.figures;

import io.github.bnlab.recording.files.MistakeRow;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What goes wrong: the confusion matrix and the worst mistakes of one trial. */
final class ClassSheets {
  private static final int PIXELS_ACROSS = 112;
  private static final int MOST = 24;

  private ClassSheets() {}

  static List<Sheet> of(Group group, String suffix) {
    Run run = group.first();
    List<Sheet> sheets = new ArrayList<>();
    if (run.confusion() != null) {
      sheets.add(
          new Sheet(
              "confusion" + suffix,
              "Confusion matrix",
              Captions.one(
                  "Test images by class (rows) and answer (columns) after training; right answers"
                      + " blue, wrong ones orange.",
                  group),
              List.of(),
              1,
              620,
              520,
              List.of(new Sheet.Panel("", (g, area) -> matrix(g, area, run)))));
    }
    if (!run.mistakes().isEmpty()) {
      sheets.add(mistakes(group, run, suffix));
    }
    return sheets;
  }

  private static void matrix(Graphics2D g, Rectangle2D area, Run run) {
    List<String> classes = Labels.classes(run.dataset());
    long[][] counts = run.confusion();
    long most = 1;
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts.length; j++) {
        most = i == j ? most : Math.max(most, counts[i][j]);
      }
    }
    double left = area.getX() + 92;
    double top = area.getY() + (classes.get(0).length() > 1 ? 84 : 24);
    rowName(g, "class \u2193  answer \u2192", left - 8, top - 14);
    double width = (area.getMaxX() - left) / counts.length;
    double height = (area.getMaxY() - top) / counts.length;
    for (int i = 0; i < counts.length; i++) {
      rowName(g, classes.get(i), left - 8, top + (i + 0.5) * height);
      columnName(g, classes.get(i), left + (i + 0.5) * width, top - 8);
      for (int j = 0; j < counts.length; j++) {
        double strength = i == j ? 0.45 : 0.8 * counts[i][j] / most;
        g.setColor(Style.fade(i == j ? Style.BLUE : Style.ORANGE, strength));
        g.fill(
            new Rectangle2D.Double(
                left + j * width + 1, top + i * height + 1, width - 2, height - 2));
        if (counts[i][j] > 0) {
          g.setColor(Style.TEXT);
          centred(
              g, String.valueOf(counts[i][j]), left + (j + 0.5) * width, top + (i + 0.5) * height);
        }
      }
    }
  }

  private static void centred(Graphics2D g, String text, double x, double y) {
    g.setFont(Style.font(Font.PLAIN, 11.5f));
    Words.centred(g, text, x, y + 4);
  }

  private static void rowName(Graphics2D g, String text, double right, double y) {
    g.setFont(Style.font(Font.PLAIN, 12));
    g.setColor(Style.DIM);
    Words.endingAt(g, text, right, y + 4);
  }

  private static void columnName(Graphics2D g, String text, double x, double bottom) {
    if (text.length() == 1) {
      g.setColor(Style.DIM);
      centred(g, text, x, bottom - 6);
      return;
    }
    AffineTransform before = g.getTransform();
    g.setFont(Style.font(Font.PLAIN, 12));
    g.setColor(Style.DIM);
    g.translate(x + 4, bottom);
    g.rotate(-Math.PI / 2);
    g.drawString(text, 0, 0);
    g.setTransform(before);
  }

  private static Sheet mistakes(Group group, Run run, String suffix) {
    List<String> classes = Labels.classes(run.dataset());
    List<Sheet.Panel> panels = new ArrayList<>();
    for (MistakeRow mistake : run.mistakes().subList(0, Math.min(MOST, run.mistakes().size()))) {
      panels.add(new Sheet.Panel("", (g, area) -> mistake(g, area, mistake, classes)));
    }
    return new Sheet(
        "mistakes" + suffix,
        "Most wrong",
        Captions.one(
            "Test images whose right class (bold) is given the lowest probability after training,"
                + " with the answer that is given instead and its probability.",
            group),
        List.of(),
        Math.min(8, panels.size()),
        PIXELS_ACROSS,
        PIXELS_ACROSS + 34,
        panels);
  }

  private static void mistake(
      Graphics2D g, Rectangle2D area, MistakeRow mistake, List<String> classes) {
    g.drawImage(image(mistake.pixels()), (int) area.getX(), (int) area.getY(), null);
    float x = (float) area.getX();
    float y = (float) area.getY() + PIXELS_ACROSS;
    g.setColor(Style.TEXT);
    g.setFont(Style.font(Font.BOLD, 12));
    g.drawString(classes.get(mistake.label()), x, y + 16);
    g.setColor(Style.DIM);
    g.setFont(Style.font(Font.PLAIN, 11));
    g.drawString(
        String.format(
            Locale.ROOT,
            "as %s, %.1f %%",
            classes.get(mistake.predicted()),
            100 * mistake.probability()),
        x,
        y + 30);
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
}
